import { attempt } from '../../../../light-client/core/errors.ts';
import type { CommitMode } from '../../../../light-client/families/cometbft/commit.ts';
import { type CometbftFamily, createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { KEY_TABLES, type KeyTable } from '../../../../light-client/families/cometbft/keys.ts';
import { parseLightBlock, sortedValidatorSet } from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, text } from '../json.ts';
import type { SetTools } from '../tools.ts';

// Light blocks in the sets' JSON, judged one by one.

export interface ReadOptions {
  readonly keyTable?: KeyTable;
  /** For sources that do not keep the canonical order. */
  readonly sort?: boolean;
}

/** Throws CodecError for what cannot be read. Recordings write the part set of a block id in either way. */
export function readBlock(json: unknown, options: ReadOptions = {}): LightBlock {
  const block = parseLightBlock(json, 'block', options.keyTable ?? 'tendermint', {
    partsKey: 'either',
    powerKey: 'either',
  });
  if (options.sort !== true) return block;
  return {
    ...block,
    validatorSet: sortedValidatorSet(block.validatorSet.validators),
    ...(block.nextValidatorSet && { nextValidatorSet: sortedValidatorSet(block.nextValidatorSet.validators) }),
  };
}

export function familyFor(
  tools: SetTools,
  mode: CommitMode = 'early-stop',
  trustedSet: 'current' | 'next' = 'current',
): CometbftFamily {
  return createCometbftFamily({ suite: tools.suite, mode, trustedSet });
}

/** undefined: the block holds by itself; else why not. */
export function judgeAlone(json: unknown, family: CometbftFamily, options: ReadOptions = {}): string | undefined {
  const block = attempt('bad-light-block', () => readBlock(json, options));
  if (!block.ok) return reasonOf(block.error);
  const verdict = family.verifyAlone(block.value);
  if (verdict.kind === 'verified') return undefined;
  return verdict.kind === 'invalid' ? reasonOf(verdict.error) : verdict.kind;
}

/** Made-up light blocks with other validator keys: the case names the key table. */
export function runKeyTypes(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    for (const data of casesOf(folder.read(file))) {
      const name = text(data['id']);
      const rules = text(data['rules']);
      if (!Object.hasOwn(KEY_TABLES, rules)) {
        cases.skip(name, `unknown key table ${rules}`);
        continue;
      }
      const family = familyFor(tools, 'all');
      cases.checkVerdict(name, data['expected'] === 'valid', () =>
        judgeAlone(data['light_block'], family, { keyTable: rules as KeyTable }),
      );
    }
  }
}
