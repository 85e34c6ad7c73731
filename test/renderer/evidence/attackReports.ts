import type { AttackFile } from '../../../light-client/evidence/attackFile.ts';
import { encodeAttackFile } from '../../../light-client/evidence/attackFile.ts';
import type { AttackFileReport } from '../../../main/contract/evidence.ts';
import { attackReport } from '../../../main/sync/attackReport.ts';
import {
  attackFileOf,
  chosen,
  DETECTED_AT,
  family,
  forkedBlock,
  honest,
  madeUp,
  suite,
} from '../../light-client/detector/fixtures.ts';

// Reports as the verifier gives them, by the verifier: of attacks that the same keys really signed.

const hash = family.view(honest.at(1)).hash;

function checked(bytes: Uint8Array, known: boolean): AttackFileReport {
  let ticks = 0;
  return attackReport(bytes, {
    suite,
    now: DETECTED_AT,
    ownHash: () => (known ? hash : null),
    clock: () => {
      ticks += 0.4;
      return ticks;
    },
  });
}

async function filed(kind: 'equivocation' | 'lunatic'): Promise<AttackFile> {
  const file = await attackFileOf(
    forkedBlock({ header: kind === 'lunatic' ? madeUp : chosen, votes: { v2: 'absent' } }),
  );
  const operator = { primary: '试点一运行方', witness: '试点二运行方' };
  const accusations = file.accusations.map((accusation) => {
    const { role } = accusation.accused;
    return { ...accusation, accused: { role, url: `https://${role}.example:26657`, operator: operator[role] } };
  });
  return { ...file, demo: true, accusations };
}

const lunatic = encodeAttackFile(await filed('lunatic'), suite.sha256);
const double = await filed('equivocation');
const [first, ...rest] = double.accusations;
if (first === undefined) throw new Error('nobody accused');

export const ATTACK_REPORTS = {
  equivocation: checked(encodeAttackFile(double, suite.sha256), true),
  lunatic: checked(lunatic, true),
  unknown: checked(lunatic, false),
  refused: checked(
    encodeAttackFile({ ...double, accusations: [{ ...first, kind: 'amnesia' }, ...rest] }, suite.sha256),
    true,
  ),
  cut: checked(lunatic.subarray(1), true),
};
