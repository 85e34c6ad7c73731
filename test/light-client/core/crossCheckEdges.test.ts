import { describe, expect, test } from 'vitest';
import { crossCheck } from '../../../light-client/core/crossCheck.ts';
import { fail, ok, type Result } from '../../../light-client/core/errors.ts';
import { initialize } from '../../../light-client/core/initialize.ts';
import type { CrossCheckOptions } from '../../../light-client/core/witness.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../helpers/chain.ts';
import { family, forkedBlock, held, honest, madeUp, type Provider, serving, TIP } from '../detector/fixtures.ts';
import { afterWay, answering, wayTo } from './fixtures.ts';

type Options = CrossCheckOptions<LightBlock, Header>;
async function ask(provider: Provider, change: Partial<Options> = {}) {
  return crossCheck({ ...(await afterWay(TIP)), witnesses: [{ id: 'w', provider }], ...change });
}

/** Has not got the target, and answers in turn when it is asked for its newest block. */
function behind(...newest: readonly Result<LightBlock>[]): Provider & { readonly asked: (bigint | undefined)[] } {
  const asked: (bigint | undefined)[] = [];
  const rest = [...newest];
  return {
    ...{ chainId: honest.chainId, asked },
    async lightBlock(height) {
      asked.push(height);
      return height === undefined ? (rest.shift() ?? fail('no-response')) : fail('height-too-high');
    },
  };
}

function waiting() {
  const waits: bigint[] = [];
  return { waits, wait: async (duration: bigint) => void waits.push(duration) };
}

test('without witnesses there is no answer [CC-1]', async () => {
  expect(await crossCheck(await afterWay(TIP))).toEqual({ verdict: fail('no-witnesses'), answers: [] });
});

describe('a witness without the target', () => {
  test.each([
    ['rate-limited', 'benign'],
    ['bad-response', 'bad'],
  ] as const)('is asked for its newest block only where it is behind, not for %s [CC-3] [CC-4]', async (code, kind) => {
    const asked: (bigint | undefined)[] = [];
    const refusing: Provider = {
      chainId: honest.chainId,
      lightBlock: async (height) => {
        asked.push(height);
        return height === undefined ? ok(honest.at(TIP)) : fail(code);
      },
    };
    expect((await ask(refusing)).answers).toEqual([{ witness: 'w', kind, error: fail(code).error }]);
    expect(asked).toEqual([BigInt(TIP)]);
  });

  test.each<[string, Result<LightBlock>, object]>([
    ['has it by then', ok(honest.at(TIP)), { kind: 'match' }],
    ['does not say what it has', fail('no-response'), { kind: 'benign', error: fail('no-response').error }],
    ['is in conflict', ok(forkedBlock({ header: { time: honest.time(TIP) }, at: 4 })), { kind: 'conflict' }],
  ])('that %s is not waited for [CC-6]', async (_, newest, answer) => {
    const { waits, wait } = waiting();
    const rest = behind(newest, ok(honest.at(2)));
    const witness: Provider = answering(1n, ok(honest.at(1)), rest);
    expect((await ask(witness, { wait })).answers).toMatchObject([{ witness: 'w', ...answer }]);
    expect([waits, rest.asked]).toEqual([[], [BigInt(TIP), undefined]]);
  });

  test('is waited for once, for as long as was asked, and told where it is by then [CC-6]', async () => {
    const { waits, wait } = waiting();
    const witness = behind(ok(honest.at(2)), ok(honest.at(4)), ok(honest.at(TIP)));
    const { answers } = await ask(witness, { wait, lag: 3n });
    expect(answers).toEqual([{ witness: 'w', kind: 'lagging', latestHeight: 4n }]);
    expect(waits).toEqual([20_000_000_003n]);
    expect(witness.asked).toEqual([BigInt(TIP), undefined, undefined]);
  });

  const elsewhere = buildChain({ chainId: 'other-chain', heights: 4, validators: () => powers(4) }).at(4);
  const misnamed = { ...honest.at(4), validatorSet: { validators: honest.at(4).validatorSet.validators.slice(1) } };
  test.each<[string, LightBlock, string]>([
    ['of another chain', elsewhere, 'chain-id-mismatch'],
    ['with another set than it names', misnamed, 'validator-set-mismatch'],
  ])('and with a newest block %s is bad, not behind [CC-4] [CC-6]', async (_, newest, code) => {
    expect((await ask(behind(ok(newest)))).answers).toMatchObject([{ witness: 'w', kind: 'bad', error: { code } }]);
  });
});

describe('the rule that an unproven block broke', () => {
  const lie = forkedBlock({ header: madeUp });
  test.each<[string, Result<never>, string]>([
    ['the reason for which a light block is bad', fail('bad-light-block', { reason: 'bad-header' }), 'bad-header'],
    ['that it is bad, where no reason is given', fail('bad-light-block', { height: '1' }), 'bad-light-block'],
    ['any other code, not its reason', fail('bad-response', { at: 'header', reason: 'bad-hex' }), 'bad-response'],
  ])('is %s [CC-11]', async (_, refusal, reason) => {
    const { verdict, answers } = await ask(answering(1n, refusal, serving(lie)));
    const { error } = fail('unproven-conflict', { height: String(TIP), reason });
    expect(answers).toEqual([{ witness: 'w', kind: 'bad', error }]);
    expect(verdict).toEqual(fail('witnesses-bad', { height: String(TIP), witnesses: 1 }));
  });
});

describe('a family without rules of form', () => {
  const { checkForm: _, ...formless } = family;

  test('has its blocks compared by their hashes alone [CC-2] [CC-4]', async () => {
    const { verdict, answers } = await ask(honest.provider(), { family: formless });
    expect([verdict, answers]).toEqual([ok(undefined), [{ witness: 'w', kind: 'match' }]]);
  });

  test('has an anchor all the same [IN-1]', async () => {
    const { provider, parameters, now } = wayTo(TIP);
    const anchor = { chainId: honest.chainId, height: 3n, hash: family.view(honest.at(3)).hash };
    const witnesses = [{ id: 'w', provider: honest.provider() }];
    const begun = held(await initialize({ family: formless, provider, witnesses, anchor, parameters, now }));
    expect(begun.answers).toEqual([{ witness: 'w', kind: 'match' }]);
  });
});
