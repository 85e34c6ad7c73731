import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { VerifiedStep } from '../../light-client/core/bisection.ts';
import type { WitnessAnswer } from '../../light-client/core/crossCheck.ts';
import { type LightClientError, lightClientError } from '../../light-client/core/errors.ts';
import type { ConflictView } from '../contract/chain.ts';
import type { ConflictEntry, StoredConflict } from '../store/types.ts';
import type { Peer } from './binding.ts';
import type { HeaderTools, Progress } from './headerTools.ts';

const SHOWN = 100;

/** What the witnesses said: noted with each of them, and both sides of a disagreement kept. */
export function createWitnessNotes<Block, Header>(tools: HeaderTools<Block, Header>) {
  const { state, store, peers, family, now, tracked, haltByConflict } = tools;

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

  /** Another block than ours, and nothing examined yet: the chain is suspect from this moment. */
  function noteDifference(url: string): void {
    const error = lightClientError('conflicting-headers', { witness: url });
    state.peerFailed(url, 'conflict', error);
    state.suspect('witness', error);
  }

  /** A witness that shows another block and cannot show a way to it proved nothing; both blocks are kept all the same. */
  async function noteAnswers(
    answers: readonly WitnessAnswer<Block>[],
    target: VerifiedStep<Block>,
    asked: readonly Peer<Block, Header>[],
    signal: AbortSignal,
  ): Promise<void> {
    noteWitnesses(answers);
    const ours = family.view(target.block.value);
    for (const answer of answers) {
      if (answer.kind !== 'bad') continue;
      const peer = asked.find(({ endpoint }) => endpoint.url === answer.witness);
      if (
        peer === undefined ||
        state.conflicts.some(({ witnessUrl, witnessQuorum }) => witnessUrl === answer.witness && !witnessQuorum)
      )
        continue;
      const shown = await peer.provider.lightBlock(ours.height, { signal, attempts: 1 });
      if (!shown.ok || equalBytes(family.view(shown.value).hash, ours.hash)) continue;
      const entry = conflictOf(
        peers().primary.endpoint.url,
        target.block.value,
        answer.witness,
        shown.value,
        false,
        null,
      );
      const applied = store.applyStep({ conflicts: [entry] });
      if (!applied.ok) state.lastError = applied.error;
      showConflicts(entry);
    }
  }

  /** Both blocks hold. The evidence and the halt reach the disk together; then the chain stands until a person decides. */
  async function attacked(
    error: LightClientError,
    answers: readonly WitnessAnswer<Block>[],
    primary: Peer<Block, Header>,
    signal: AbortSignal,
  ): Promise<Progress> {
    const found = answers.find((answer) => answer.kind === 'conflict');
    if (found?.kind !== 'conflict') return haltByConflict(error, null, {}, primary.endpoint.url);
    const { divergence, witness } = found;
    const { primaryBlock, witnessBlock, common } = divergence;
    const height = family.view(common.value).height;
    const entry = conflictOf(primary.endpoint.url, primaryBlock.value, witness, witnessBlock.value, true, height);
    const { attacks } = state.binding;
    const attack =
      attacks === undefined
        ? null
        : await attacks.detect(divergence, {
            primary: tracked(primary, signal),
            parameters: state.parameters,
            now,
            signal,
            config: state.config,
            demo: state.demo,
            primaryUrl: primary.endpoint.url,
          });
    const shown = { conflicts: [entry], ...(attack !== null && { attacks: [attack] }) };
    const halted = haltByConflict(error, witness, shown, primary.endpoint.url);
    state.clear('witness');
    showConflicts(entry);
    return halted;
  }

  function conflictOf(
    primaryUrl: string,
    primaryBlock: Block,
    witnessUrl: string,
    witnessBlock: Block,
    witnessQuorum: boolean,
    commonHeight: bigint | null,
  ): ConflictEntry<Block> {
    return {
      height: family.view(witnessBlock).height,
      primary: { url: primaryUrl, block: primaryBlock },
      witness: { url: witnessUrl, block: witnessBlock },
      witnessQuorum,
      commonHeight,
      evidence: null,
      detectedAt: now(),
    };
  }

  /** What is on disk, and `unsaved` even where it could not be kept: hiding it would be worse. */
  function showConflicts(unsaved?: ConflictEntry<Block>): void {
    const evidence = store.attacks(SHOWN);
    const [decided] = store.halts(1).filter(({ decision }) => decision !== null);
    const decidedAt = decided?.decision?.at ?? null;
    const kept = store.conflicts().slice(0, SHOWN).reverse();
    const view = (entry: ConflictEntry<Block> | StoredConflict<Block>): ConflictView => {
      const hashes = [family.view(entry.primary.block).hash, family.view(entry.witness.block).hash] as const;
      const attack = evidence.find(
        ({ primary, witness }) => equalBytes(primary.hash, hashes[0]) && equalBytes(witness.hash, hashes[1]),
      );
      return {
        height: entry.height.toString(),
        primaryHash: toHex(hashes[0]),
        witnessHash: toHex(hashes[1]),
        witnessUrl: entry.witness.url,
        detectedAt: formatTime(entry.detectedAt),
        witnessQuorum: entry.witnessQuorum,
        attackId: attack === undefined ? null : attack.id.toString(),
        settled: decidedAt !== null && decidedAt >= entry.detectedAt,
      };
    };
    const views = kept.map(view);
    const own = unsaved === undefined ? null : view(unsaved);
    const known = views.some((one) => one.primaryHash === own?.primaryHash && one.witnessHash === own.witnessHash);
    state.conflicts = own === null || known ? views : [...views, own];
    state.touch();
  }

  return { noteWitnesses, noteDifference, noteAnswers, attacked, showConflicts };
}
