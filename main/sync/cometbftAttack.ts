import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { type Accusation, detectAttack } from '../../light-client/detector/attack.ts';
import {
  type AttackFile,
  type AttackParty,
  decodeAttackFile,
  encodeAttackFile,
  type FiledAccusation,
} from '../../light-client/evidence/attackFile.ts';
import type { LightClientAttackEvidence } from '../../light-client/families/cometbft/attackEvidence.ts';
import type { CometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { formatHeader } from '../../light-client/families/cometbft/rpcFormat.ts';
import { FLAG_COMMIT, type LightBlock, type Validator } from '../../light-client/families/cometbft/types.ts';
import type { AttackSide, AttackView } from '../contract/chain.ts';
import type { ChainConfig } from '../programme/packs.ts';
import type { AttackBinding } from './binding.ts';
import { percent } from './chainState.ts';

// A proven conflict of CometBFT headers: what is kept of it is the file that anybody can check again, and what is shown is
// read from that file.

export function createCometbftAttacks(family: CometbftFamily, suite: CryptoSuite): AttackBinding<LightBlock> {
  return {
    async detect(divergence, { config, demo, primaryUrl, ...way }) {
      const detectedAt = way.now();
      const attack = await detectAttack({ family, rules: family.attacks, ...way }, divergence);
      const { againstPrimary, againstWitness } = attack;
      const accusations = [filed(againstPrimary, party(config, 'primary', primaryUrl))];
      // A primary that cannot show its own way any more is accused alone.
      if (againstWitness.ok) accusations.push(filed(againstWitness.value, party(config, 'witness', attack.witness)));
      const { chainId, keyTable } = config;
      const file = { chainId, keyTable, demo, detectedAt, parameters: way.parameters, accusations };
      return {
        kind: againstPrimary.kind,
        commonHeight: family.view(againstPrimary.common.value).height,
        primary: { url: primaryUrl, hash: family.view(divergence.primaryBlock.value).hash },
        witness: { url: attack.witness, hash: family.view(divergence.witnessBlock.value).hash },
        document: encodeAttackFile(file, suite.sha256),
        detectedAt,
      };
    },
    view({ id, document, witness }, config) {
      const decoded = decodeAttackFile(document, suite.sha256);
      if (!decoded.ok) return null;
      const other = party(config, 'witness', witness.url);
      return { ...attackViewOf(family, decoded.value, other), id: String(id) };
    },
  };
}

function party({ endpoints }: ChainConfig, role: AttackParty['role'], url: string): AttackParty {
  return { role, url, operator: endpoints.find((endpoint) => endpoint.url === url)?.operator ?? '' };
}

function filed(
  { kind, common, way, evidence }: Accusation<LightBlock, LightClientAttackEvidence>,
  accused: AttackParty,
): FiledAccusation {
  return { accused, kind, common: common.value, way: way.map(({ block }) => block.value), evidence };
}

/** Who signed what, from a file whose accusations hold; `unaccused` is who stands against a side that is accused alone. */
export function attackViewOf(
  family: CometbftFamily,
  file: AttackFile,
  unaccused: Omit<AttackParty, 'role'> = { url: '', operator: '' },
): AttackView {
  const [first, second] = file.accusations as [FiledAccusation, FiledAccusation?];
  const { common } = first;
  // Votes that nobody cast are left out of both: the evidence has done so for the one.
  const lie = first.evidence.conflictingBlock;
  const truth = family.attacks.onlyCast(first.way[first.way.length - 1] ?? common);
  const byPrimary = first.accused.role === 'primary';
  const [ours, theirs] = byPrimary ? [lie, truth] : [truth, lie];
  const [against, other] = byPrimary ? [first, second] : [second, first];
  const ground = family.view(common);
  const signers = signersOf(common, ours, theirs, against, other);
  const total = totalOf(common.validatorSet.validators);
  const both = signers.reduce(
    (sum, one) => (one.signedPrimary && one.signedWitness ? sum + BigInt(one.power) : sum),
    0n,
  );
  return {
    id: '0',
    kind: first.kind,
    detectedAt: formatTime(file.detectedAt),
    common: { height: ground.height.toString(), hash: toHex(ground.hash), time: formatTime(ground.time) },
    primary: sideOf(family, ours, against?.accused ?? unaccused),
    witness: sideOf(family, theirs, other?.accused ?? unaccused),
    differing: differingFields(ours, theirs),
    signers,
    bothPercent: Math.min(100, percent(both, total)),
    bothSides: second !== undefined,
  };
}

function sideOf(family: CometbftFamily, block: LightBlock, { url, operator }: Omit<AttackParty, 'role'>): AttackSide {
  const view = family.view(block);
  const { commit } = block.signedHeader;
  const { validators } = block.validatorSet;
  const signed = validators.reduce(
    (sum, { votingPower }, i) => (commit.signatures[i]?.flag === FLAG_COMMIT ? sum + votingPower : sum),
    0n,
  );
  return {
    url,
    operator,
    height: view.height.toString(),
    hash: toHex(view.hash),
    time: formatTime(view.time),
    round: commit.round,
    signedPowerPercent: percent(signed, totalOf(validators)),
  };
}

function totalOf(validators: readonly Validator[]): bigint {
  return validators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
}

function differingFields(a: LightBlock, b: LightBlock): string[] {
  const [ours, theirs] = [formatHeader(a.signedHeader.header), formatHeader(b.signedHeader.header)];
  return Object.keys(ours).filter((field) => JSON.stringify(ours[field]) !== JSON.stringify(theirs[field]));
}

/** Everybody who could sign either block, the members of the common set first, in canonical order. */
function signersOf(
  common: LightBlock,
  ours: LightBlock,
  theirs: LightBlock,
  against: FiledAccusation | undefined,
  other: FiledAccusation | undefined,
): AttackView['signers'] {
  const total = totalOf(common.validatorSet.validators);
  const members = new Map<string, { readonly validator: Validator; readonly member: boolean }>();
  for (const [i, block] of [common, ours, theirs].entries()) {
    for (const validator of block.validatorSet.validators) {
      const address = toHex(validator.address);
      if (!members.has(address)) members.set(address, { validator, member: i === 0 });
    }
  }
  const named = (accusation: FiledAccusation | undefined, { address }: Validator) =>
    accusation?.evidence.byzantineValidators.some((accused) => equalBytes(accused.address, address)) ?? false;
  return [...members].map(([address, { validator, member }]) => ({
    address,
    power: validator.votingPower.toString(),
    powerPercent: member ? percent(validator.votingPower, total) : 0,
    signedPrimary: hasSigned(ours, validator),
    signedWitness: hasSigned(theirs, validator),
    accusedByPrimary: named(against, validator),
    accusedByWitness: named(other, validator),
  }));
}

function hasSigned({ signedHeader: { commit }, validatorSet }: LightBlock, { address }: Validator): boolean {
  const index = validatorSet.validators.findIndex((validator) => equalBytes(validator.address, address));
  return index >= 0 && commit.signatures[index]?.flag === FLAG_COMMIT;
}
