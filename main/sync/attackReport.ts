import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import type { AttackFile } from '../../light-client/evidence/attackFile.ts';
import { type VerifyAttackOptions, verifyAttackFile } from '../../light-client/evidence/verifyAttackFile.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import type { AccusationView, AttackFileReport } from '../contract/evidence.ts';
import { attackViewOf } from './cometbftAttack.ts';

// The evidence of an attack checked again, as plain data: the same for the window and for the terminal.

export function attackReport(bytes: Uint8Array, options: VerifyAttackOptions): AttackFileReport {
  const { file, ...report } = verifyAttackFile(bytes, options);
  return {
    ...report,
    chainId: file?.chainId ?? null,
    detectedAt: file === null ? null : formatTime(file.detectedAt),
    accusations: file === null ? [] : accusationsOf(file, options.suite),
    attack:
      file === null || report.verdict !== 'verified'
        ? null
        : attackViewOf(createCometbftFamily({ suite: options.suite }), file),
  };
}

function accusationsOf({ accusations }: AttackFile, suite: CryptoSuite): AccusationView[] {
  return accusations.map(({ accused, kind, common, evidence }) => {
    const { header } = evidence.conflictingBlock.signedHeader;
    return {
      accused,
      kind,
      commonHeight: String(common.signedHeader.header.height),
      height: String(header.height),
      hash: toHex(headerHash(header, suite.sha256) ?? new Uint8Array(0)),
      totalVotingPower: String(evidence.totalVotingPower),
      byzantineValidators: evidence.byzantineValidators.map(({ address, votingPower }) => ({
        address: toHex(address),
        votingPower: String(votingPower),
      })),
    };
  });
}
