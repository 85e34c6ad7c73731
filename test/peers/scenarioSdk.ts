import { platformSuite } from '../../main/sync/suite.ts';
import type { Checks } from './checks.ts';
import { heightOf, untilHeight } from './cometbftNetwork.ts';
import { anchorAt, followHere, followOnTerminal, packOf } from './following.ts';
import { record } from './record.ts';
import { createSdkChain, DENOM, KEYS, type SdkChain } from './sdkChain.ts';
import { type Tool, VERSIONS } from './toolchain.ts';

// A chain of the Cosmos SDK: balances and staking read by proof, what is absent, a transaction in its block.

export async function scenarioSdk(simd: Tool, dir: string, checks: Checks, recorded: boolean): Promise<void> {
  const chain = await createSdkChain(simd, dir, 'peers-sdk-1', 2);
  try {
    await run(chain, dir, checks, recorded);
  } finally {
    await chain.stop();
  }
}

async function run(chain: SdkChain, dir: string, checks: Checks, recorded: boolean): Promise<void> {
  const { chainId, accounts, urls } = chain;
  const [url, other] = urls as [string, string];
  await Promise.all(urls.map((each) => untilHeight(each, 4)));
  const anchor = await anchorAt(url, 2);
  const pack = packOf(
    chainId,
    anchor,
    [
      { url, operator: 'validator' },
      { url: other, operator: 'full node' },
    ],
    1.5,
  );
  const host = followHere(dir, 'sdk', pack);
  try {
    await host.until('synced', ({ chains }) => chains.get(chainId)?.health === 'synced', 60_000);
    const head = host.chains.get(chainId)?.verified;
    checks.equal(
      'the verified head is the block of the full node',
      head?.hash,
      (await anchorAt(other, Number(head?.height))).hash,
    );

    const before = await heightOf(url);
    const paid = await chain.tx(
      ['bank', 'send', accounts.alice.address, accounts.bob.address, `1234567${DENOM}`],
      'alice',
    );
    const operator = (await chain.query('staking', 'validators')).validators[0].operator_address as string;
    const bonded = await chain.tx(['staking', 'delegate', operator, `70000000${DENOM}`], 'alice');
    const tip = await untilHeight(url, Number(bonded.height) + 3);
    const at = String(tip - 2);
    const validator = accounts.validator.bytes;
    const pool = KEYS.moduleAccount('bonded_tokens_pool');
    const nobody = '00'.repeat(19).concat('01');
    const bank = (key: string, height: string) => ({ store: 'bank', key, height });
    const staking = (key: string, height: string) => ({ store: 'staking', key, height });
    const { main } = await record(
      {
        name: 'sdk-simd',
        software: `simd of ibc-go ${VERSIONS.ibcGo}`,
        chainId,
        anchor,
        nodes: { full: url },
        plan: {
          targets: [String(tip - 1)],
          sequentialTo: String(Number(anchor.height) + 3),
          back: 5,
          missing: [String(tip + 100_000)],
          state: [
            bank(KEYS.balance(accounts.bob.bytes), at),
            // The state after a block hangs under the next header: at the payment's own height bob has it, one before not.
            bank(KEYS.balance(accounts.bob.bytes), paid.height),
            bank(KEYS.balance(accounts.bob.bytes), String(Number(paid.height) - 1)),
            bank(KEYS.balance(accounts.alice.bytes), String(before)),
            bank(KEYS.supply(), at),
            bank(KEYS.balance(pool), at),
            bank(KEYS.balance(nobody), at),
            bank(KEYS.balance(accounts.bob.bytes, 'nothing'), at),
            staking(KEYS.lastTotalPower(), at),
            staking(KEYS.validatorPower(validator), at),
            staking(KEYS.validator(validator), at),
            staking(KEYS.delegation(accounts.alice.bytes, validator), at),
            staking(KEYS.delegation(accounts.bob.bytes, validator), at),
            { store: 'nosuchstore', key: '01', height: at },
            bank(KEYS.balance(accounts.bob.bytes), String(tip + 100_000)),
          ],
          transactions: [paid, bonded],
        },
      },
      platformSuite(),
      recorded,
    );
    const text = (value: string): string => Buffer.from(utf8Of(value), 'hex').toString('utf8');
    const [bobNow, bobThen, bobBefore, alice, supply, poolNow, nobodyNow, noDenom, ...rest] =
      main.state.map(provenValue);
    const [power, validatorPower, record_, delegation, noDelegation, noStore, tooHigh] = rest;
    checks.equal('a balance by proof', text(bobNow ?? ''), '1234567');
    checks.equal('… in the state after the very block that paid it', text(bobThen ?? ''), '1234567');
    // The last balance has for its neighbour an index of the bank whose values are empty, and no ICS-23 verifier takes an
    // empty value: where Bob's address is the highest of all, nobody can be shown that he had nothing.
    const highest = Object.values(accounts).every(({ bytes }) => bytes <= accounts.bob.bytes);
    if (highest) checks.note("Bob's is the highest address of this run");
    checks.that(
      '… and proven absent in the state one block earlier',
      bobBefore === 'absent' || (highest && bobBefore === 'refused: bad-proof'),
      bobBefore,
    );
    checks.that(
      'every answer is refused under the header of its own height',
      main.state.slice(0, 13).every((line) => /\(under \d+: refused: unexpected-height\)/.test(line)),
      main.state,
    );
    checks.equal('the balance of a genesis account', text(alice ?? ''), '1000000000');
    const said = await chain.query('bank', 'balances', accounts.bob.address);
    checks.equal('as the node reports it without proof', said.balances[0]?.amount, '1234567');
    checks.that('the supply by proof', Number(text(supply ?? '')) >= 3_000_000_000, supply);
    checks.equal('the bonded tokens by proof', text(poolNow ?? ''), '570000000');
    checks.equal('an account that never was is proven absent', nobodyNow, 'absent');
    checks.equal('a token that nobody has is proven absent', noDenom, 'absent');
    // IntProto{1: "570"} and Int64Value{1: 570}: tokens by millions.
    checks.equal('the total power of staking by proof', power, `0a03${Buffer.from('570').toString('hex')}`);
    checks.equal("the validator's power by proof", validatorPower, '08ba04');
    checks.that(
      "the validator's record by proof",
      (record_ ?? '').includes(Buffer.from('570000000').toString('hex')),
      record_,
    );
    checks.that(
      'a delegation by proof',
      (delegation ?? '').includes(Buffer.from(accounts.alice.address).toString('hex')),
      delegation,
    );
    checks.equal('a delegation that is not there', noDelegation, 'absent');
    checks.that('a store that is not there proves nothing', noStore?.startsWith('refused') === true, noStore);
    checks.that('a height that is not there proves nothing', tooHigh?.startsWith('refused') === true, tooHigh);
    checks.that(
      'two transactions are in their blocks',
      main.transactions.every((line) => / in \d+, \d+ bytes$/.test(line)),
      main.transactions,
    );

    const terminal = await followOnTerminal(dir, 'sdk-terminal', pack);
    checks.equal('the terminal follows it, too', [terminal.code, terminal.chains[0]?.health], [0, 'synced']);
  } finally {
    await host.close();
  }
}

/** What stands between the place and the other header's verdict. */
export function provenValue(line: string): string {
  return line.slice(line.indexOf(' ') + 1).replace(/ \(under .*$/, '');
}

function utf8Of(value: string): string {
  return /^[0-9a-f]*$/.test(value) ? value : '';
}
