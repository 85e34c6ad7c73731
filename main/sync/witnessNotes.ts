import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { VerifiedStep } from '../../light-client/core/bisection.ts';
import type { WitnessAnswer } from '../../light-client/core/crossCheck.ts';
import { type LightClientError, lightClientError } from '../../light-client/core/errors.ts';
import type { ConflictView } from '../contract/chain.ts';
import type { ConflictEntry, StoredConflict } from '../store/types.ts';
import type { HeaderTools, Progress } from './headerTools.ts';

/** What the witnesses said: noted with each of them, and both sides of a disagreement kept. */
export function createWitnessNotes<Block, Header>({
  state,
  store,
  peers,
  family,
  now,
  halt,
}: HeaderTools<Block, Header>) {
  function noteWitnesses(answers: readonly WitnessAnswer<Block>[]): void {
    let trouble = false;
    for (const answer of answers) {
      const url = answer.witness;
      switch (answer.kind) {
        case 'match':
          state.peerAnswered(url, { state: 'agrees', error: null });
          break;
        case 'benign':
          state.peerFailed(url, 'unreachable', answer.error);
          break;
        case 'lagging':
          state.peerAnswered(url, { state: 'lagging', error: null, height: answer.latestHeight.toString() });
          break;
        case 'bad':
          trouble = true;
          state.peerFailed(url, 'bad', answer.error);
          state.suspect('witness', answer.error);
          break;
        case 'conflict':
          trouble = true;
          state.peerFailed(url, 'conflict', lightClientError('conflicting-headers', { witness: url }));
          break;
        default:
          answer satisfies never;
      }
    }
    if (!trouble && answers.some(({ kind }) => kind === 'match')) state.clear('witness');
  }

  /** A witness that shows another block and cannot show a way to it proved nothing; both blocks are kept all the same. */
  async function noteAnswers(
    answers: readonly WitnessAnswer<Block>[],
    target: VerifiedStep<Block>,
    signal: AbortSignal,
  ): Promise<void> {
    noteWitnesses(answers);
    const ours = family.view(target.block.value);
    for (const answer of answers) {
      if (answer.kind !== 'bad') continue;
      const peer = peers().witnesses.find(({ endpoint }) => endpoint.url === answer.witness);
      if (
        peer === undefined ||
        state.conflicts.some(({ witnessUrl, witnessQuorum }) => witnessUrl === answer.witness && !witnessQuorum)
      )
        continue;
      const shown = await peer.provider.lightBlock(ours.height, { signal, attempts: 1 });
      if (!shown.ok || equalBytes(family.view(shown.value).hash, ours.hash)) continue;
      keepConflict(target.block.value, answer.witness, shown.value, false, null);
    }
  }

  function attacked(error: LightClientError, answers: readonly WitnessAnswer<Block>[]): Progress {
    for (const answer of answers) {
      if (answer.kind !== 'conflict') continue;
      const { primaryBlock, witnessBlock, common } = answer.divergence;
      keepConflict(primaryBlock.value, answer.witness, witnessBlock.value, true, family.view(common.value).height);
    }
    return halt(error, true);
  }

  function keepConflict(
    primaryBlock: Block,
    witnessUrl: string,
    witnessBlock: Block,
    quorum: boolean,
    common: bigint | null,
  ): void {
    const entry: ConflictEntry<Block> = {
      height: family.view(witnessBlock).height,
      primary: { url: peers().primary.endpoint.url, block: primaryBlock },
      witness: { url: witnessUrl, block: witnessBlock },
      witnessQuorum: quorum,
      commonHeight: common,
      evidence: null,
      detectedAt: now(),
    };
    const applied = store.applyStep({ conflicts: [entry] });
    // Shown even where it could not be kept: hiding it would be worse.
    if (!applied.ok) state.lastError = applied.error;
    state.conflicts = [...state.conflicts, conflictView(entry)].slice(-100);
  }

  function conflictView(entry: ConflictEntry<Block> | StoredConflict<Block>): ConflictView {
    return {
      height: entry.height.toString(),
      primaryHash: toHex(family.view(entry.primary.block).hash),
      witnessHash: toHex(family.view(entry.witness.block).hash),
      witnessUrl: entry.witness.url,
      detectedAt: formatTime(entry.detectedAt),
      witnessQuorum: entry.witnessQuorum,
    };
  }

  return {
    noteWitnesses,
    noteAnswers,
    attacked,
    /** What was seen in earlier runs. */
    loadConflicts() {
      state.conflicts = store.conflicts().map(conflictView);
    },
  };
}
