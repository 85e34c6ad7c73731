import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import {
  decodeClientHeader,
  decodeClientState,
  decodeConsensusState,
} from '../../light-client/interchain/tendermintClient.ts';
import { knownSpecs } from '../../light-client/interchain/verifyUpdate.ts';
import { platformSuite } from '../../main/sync/suite.ts';
import { anyValue, type ClientUpdate } from '../helpers/clientUpdate.ts';
import type { Plan } from '../helpers/readings.ts';
import type { Checks } from './checks.ts';
import { ask, heightOf, untilHeight } from './cometbftNetwork.ts';
import { anchorAt } from './following.ts';
import { pause } from './processes.ts';
import { record } from './record.ts';
import { createRelayer, type Relayer } from './relayer.ts';
import { provenValue } from './scenarioSdk.ts';
import { createSdkChain, DENOM, KEYS, type SdkChain } from './sdkChain.ts';
import { type Tool, VERSIONS } from './toolchain.ts';

// Two chains and a relayer: what each keeps of the other, packets on the way, delivered, and timed out. All of it read by
// proof on both chains.

const CLIENT = '07-tendermint-0';
const CHANNEL = 'ports/transfer/channels/channel-0';
const TIMEOUT_SECONDS = 8;

export interface RelayerTools {
  readonly simd: Tool;
  readonly hermes: Tool;
}

export async function scenarioRelayer(tools: RelayerTools, dir: string, checks: Checks, recorded: boolean) {
  const a = await createSdkChain(tools.simd, dir, 'peers-left-1', 1);
  const b = await createSdkChain(tools.simd, dir, 'peers-right-1', 1);
  try {
    for (const { urls } of [a, b]) await untilHeight(urls[0] as string, 4);
    const relayer = await createRelayer(tools.hermes, dir, a, b);
    await relayer.createChannel();
    checks.that('clients, a connection and a channel were made', true);
    await packets(a, b, relayer, checks, recorded);
  } finally {
    await Promise.all([a.stop(), b.stop()]);
  }
}

const urlOf = ({ urls }: SdkChain): string => urls[0] as string;

/** A height whose state is settled and whose next header is there. */
async function settled(chain: SdkChain): Promise<string> {
  const height = await heightOf(urlOf(chain));
  await untilHeight(urlOf(chain), height + 2);
  return String(height);
}

function transfer(from: SdkChain, to: SdkChain, amount: number, timeoutSeconds: number) {
  const timeout = ['--packet-timeout-height', '0-0', '--packet-timeout-timestamp', `${timeoutSeconds}000000000`];
  const receiver = to.accounts.bob.address;
  return from.tx(
    ['ibc-transfer', 'transfer', 'transfer', 'channel-0', receiver, `${amount}${DENOM}`, ...timeout],
    'alice',
  );
}

async function packets(a: SdkChain, b: SdkChain, relayer: Relayer, checks: Checks, recorded: boolean): Promise<void> {
  const sent = await transfer(a, b, 4321, 3600);
  const flight = { a: await settled(a), b: await settled(b) };
  await relayer.clear(a);
  const delivered = { a: await settled(a), b: await settled(b) };
  const late = await transfer(a, b, 99, TIMEOUT_SECONDS);
  const lateFlight = await settled(a);
  await pause(TIMEOUT_SECONDS * 1000);
  const over = await settled(b);
  await relayer.clear(a);
  const timedOut = await settled(a);

  const ends = { a: timedOut, b: over };
  const left = await readSide(
    'ibc-left',
    a,
    recorded,
    [sent, late],
    [
      ...(await kept(a, ends.a)),
      ibc(`commitments/${CHANNEL}/sequences/1`, flight.a),
      ibc(`commitments/${CHANNEL}/sequences/1`, delivered.a),
      ibc(`commitments/${CHANNEL}/sequences/2`, lateFlight),
      ibc(`commitments/${CHANNEL}/sequences/2`, timedOut),
      ibc(`nextSequenceSend/${CHANNEL}`, timedOut),
    ],
  );
  const right = await readSide(
    'ibc-right',
    b,
    recorded,
    [],
    [
      ...(await kept(b, ends.b)),
      ibc(`receipts/${CHANNEL}/sequences/1`, flight.b),
      ibc(`receipts/${CHANNEL}/sequences/1`, delivered.b),
      ibc(`acks/${CHANNEL}/sequences/1`, flight.b),
      ibc(`acks/${CHANNEL}/sequences/1`, delivered.b),
      ibc(`receipts/${CHANNEL}/sequences/2`, over),
    ],
  );
  const [inFlight, gone, lateOne, lateGone, nextSend] = left.values.slice(4);
  const [noReceipt, receipt, noAck, acknowledgement, lateReceipt] = right.values.slice(4);
  checks.that('a packet on the way: its commitment is proven where it was sent', inFlight?.length === 64, inFlight);
  checks.equal('… its receipt is proven absent at the other end', noReceipt, 'absent');
  checks.equal('… and its acknowledgement', noAck, 'absent');
  checks.equal('delivered: the receipt is proven', receipt, '01');
  checks.that('… and the acknowledgement', acknowledgement?.length === 64, acknowledgement);
  checks.equal('… and the commitment is proven gone', gone, 'absent');
  checks.that('a packet that will be late is committed', lateOne?.length === 64, lateOne);
  checks.equal('after its time its receipt is proven absent', lateReceipt, 'absent');
  checks.equal('… and after the time-out its commitment', lateGone, 'absent');
  checks.equal('two were sent, the third is next', nextSend, '0000000000000003');
  const updates = [...left.updates, ...right.updates];
  checks.that(
    'what the relayer brought is judged as the chains judged it',
    updates.length > 1 && updates.every((line) => / specs true: root /.test(line)),
    updates,
  );
  checks.that(
    'both transfers are in their blocks',
    left.transactions.every((line) => / in \d+/.test(line)),
    left.transactions,
  );
  for (const [name, { values }, other] of [
    ['left', left, b],
    ['right', right, a],
  ] as const) {
    checks.that(
      `${name}: connection and channel by proof`,
      values.slice(2, 4).every((value) => value.length > 40),
      values,
    );
    await checkKept(name, values, other, checks);
  }
}

function ibc(key: string, height: string) {
  return { store: 'ibc', key: KEYS.ibc(key), height };
}

/** What the chain keeps of the other at `height`: client, its newest consensus state, connection, channel. */
async function kept(chain: SdkChain, height: string) {
  const client = await storedAt(chain, `clients/${CLIENT}/clientState`, height);
  const { revision, height: newest } = decodeClientState(anyValue(client)).latestHeight;
  return [
    ibc(`clients/${CLIENT}/clientState`, height),
    ibc(`clients/${CLIENT}/consensusStates/${revision}-${newest}`, height),
    ibc('connections/connection-0', height),
    ibc(`channelEnds/${CHANNEL}`, height),
  ];
}

/** What the node says is stored, unproven: to know what to ask for with proof. */
async function storedAt(chain: SdkChain, key: string, height: string): Promise<string> {
  const query = { path: '/store/ibc/key', data: KEYS.ibc(key), height, prove: false };
  const { response } = await ask(urlOf(chain), 'abci_query', query);
  return Buffer.from(response.value, 'base64').toString('hex');
}

async function readSide(
  name: string,
  chain: SdkChain,
  recorded: boolean,
  transactions: readonly { readonly hash: string; readonly height: string }[],
  state: Plan['state'],
) {
  const url = urlOf(chain);
  const target = String(Math.max(...state.map(({ height }) => Number(height))) + 1);
  const plan: Plan = { targets: [target], sequentialTo: '4', back: 2, missing: [], state, transactions };
  const updates = await updatesOn(chain);
  const software = `simd of ibc-go ${VERSIONS.ibcGo}, Hermes ${VERSIONS.hermes}`;
  const anchor = await anchorAt(url, 2);
  const options = { name, software, chainId: chain.chainId, anchor, nodes: { full: url }, plan, updates };
  const { main } = await record(options, platformSuite(), recorded);
  return { values: main.state.map(provenValue), transactions: main.transactions, updates: main.updates ?? [] };
}

/** The client is read as the chain that it follows: its consensus state is that chain's own header. */
async function checkKept(name: string, values: readonly string[], other: SdkChain, checks: Checks): Promise<void> {
  const [clientHex = '', consensusHex = ''] = values;
  const client = decodeClientState(anyValue(clientHex));
  const consensus = decodeConsensusState(anyValue(consensusHex));
  checks.equal(`${name}: the client follows the other chain`, client.chainId, other.chainId);
  checks.that(`${name}: under the two proof specs that we know`, knownSpecs(client));
  const { signed_header } = await ask(urlOf(other), 'commit', { height: String(client.latestHeight.height) });
  checks.equal(
    `${name}: its consensus state is the other chain's header`,
    [toHex(consensus.root), toHex(consensus.nextValidatorsHash), formatTime(consensus.timestamp)],
    [
      signed_header.header.app_hash.toLowerCase(),
      signed_header.header.next_validators_hash.toLowerCase(),
      signed_header.header.time,
    ],
  );
}

/** The updates that the relayer brought, each with what the chain kept before it. */
async function updatesOn(chain: SdkChain): Promise<ClientUpdate[]> {
  const url = urlOf(chain);
  const query = `update_client.client_id='${CLIENT}'`;
  const { txs } = await ask(url, 'tx_search', { query, prove: false, page: '1', per_page: '4', order_by: 'asc' });
  const updates: ClientUpdate[] = [];
  for (const tx of txs) {
    const event = tx.tx_result.events.find(({ type }: { type: string }) => type === 'update_client');
    const attribute = (key: string): string =>
      event.attributes.find((one: { key: string; value: string }) => one.key === key)?.value ?? '';
    const header = attribute('header');
    const { trustedHeight } = decodeClientHeader(anyValue(header), 'tendermint');
    const stored = `clients/${CLIENT}/consensusStates/${trustedHeight.revision}-${trustedHeight.height}`;
    const before = String(Number(tx.height) - 1);
    const { signed_header } = await ask(url, 'commit', { height: String(tx.height) });
    updates.push({
      clientState: await storedAt(chain, `clients/${CLIENT}/clientState`, before),
      consensusState: await storedAt(chain, stored, before),
      header,
      at: signed_header.header.time,
    });
  }
  return updates;
}
