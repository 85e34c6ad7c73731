import type { AttackKind } from '../../light-client/detector/attack.ts';
import type { Health } from '../contract/chain.ts';
import type { Language } from '../contract/services.ts';
import type { EnvelopeKind, Judgement } from '../programme/trust/types.ts';

export interface Words {
  readonly usage: string;
  readonly columns: readonly [string, string, string, string, string, string, string];
  readonly health: Readonly<Record<Health, string>>;
  readonly phase: Readonly<Record<string, string>>;
  readonly starting: string;
  readonly summary: (synced: number, chains: number, signatures: string) => string;
  readonly demo: string;
  readonly notSynced: (count: number) => string;
  readonly problem: string;
  readonly stepNames: Readonly<Record<string, string>>;
  readonly stepStatus: Readonly<Record<'passed' | 'failed' | 'not-run', string>>;
  readonly verdict: Readonly<Record<'verified' | 'refused' | 'unusable', string>>;
  readonly conditions: Readonly<Record<string, string>>;
  readonly attack: {
    readonly title: string;
    readonly steps: Readonly<Record<'file' | 'common' | 'way' | 'evidence', string>>;
    readonly against: Readonly<Record<'primary' | 'witness', string>>;
    readonly kinds: Readonly<Record<AttackKind, string>>;
    readonly nobody: string;
    readonly verdict: Readonly<Record<'verified' | 'refused' | 'unusable', string>>;
  };
  readonly trust: {
    readonly privateHalf: (file: string, withoutModes: boolean) => string;
    readonly publicHalf: string;
    readonly rootEntry: string;
    readonly notJudged: string;
    readonly kinds: Readonly<Record<EnvelopeKind, string>>;
    readonly issuer: string;
    readonly key: string;
    readonly verdict: Readonly<Record<Judgement['signature'], string>>;
    readonly asReported: string;
    readonly refused: string;
  };
  readonly claim: string;
  readonly value: string;
  readonly written: string;
  readonly unknownCommand: string;
  readonly missing: string;
}

const EN: Words = {
  usage: `pilotlight — a light client for pilot chains, without a window

  pilotlight follow [--pack FILE] [--data DIR] [--once] [--json] [--timeout SECONDS]
      Verifies the headers of every chain and shows how far it got. Without --pack: the demo network.
      --once    wait until every chain is synced or settled, print, end (exit 1 if one is not synced)
      --json    print as JSON
  pilotlight verify FILE [--pack FILE] [--json]
      Checks an evidence file (.plev), or the evidence of an attack (.json), step by step, without a network.
      Exit 0 verified, 1 refused, 2 unusable.
  pilotlight evidence CHAIN STORE/KEY|TX-HASH -o FILE [--pack FILE] [--data DIR]
      Fetches and proves a value of state or a transaction, and writes the evidence file.
  pilotlight selftest FOLDER...
      Runs conformance vectors.

  pilotlight key new [--algorithm ed25519|sm2] [--office ID [--name NAME]] -o KEYFILE
      Makes a key. The private half goes to KEYFILE, which only you may read; the public half is printed, with
      --office as an entry for "roots" in trust.json.
  pilotlight key vouch REQUEST --key KEYFILE -o FILE [--office ID] [--may RIGHT,...] [--from DATE] [--to DATE]
                       [--zones ID,... | --provinces CODE,... | --country] [--trust trust.json]
      Signs that the key of a request is that office's. Without an area: the one that was asked for. Rights:
      programme, network, reviews, reports, keys (default: reviews,reports). With --trust: only if it would hold there.
  pilotlight key revoke KEYID --key KEYFILE --from DATE -o FILE [--office ID] [--reason TEXT] [--trust trust.json]
      Signs that a key counts no longer. Days begin at midnight UTC.
  pilotlight pack sign FILE --key KEYFILE -o FILE [--office ID]
      Signs a network pack, a programme pack, or { "statements": [...] } about keys.
  pilotlight pack check FILE [--trust trust.json] [--statement FILE]... [--json]
      Who signed it, and may they? Believed is trust.json (default: in the data folder) with what lies in office/ beside
      it, and the statements named. Exit 0 signed by somebody who may, 1 not, 2 unusable.

  --lang zh-CN|en   language (default: from the environment)
  --help            this text
`,
  columns: ['chain', 'state', 'verified', 'lag', 'validators', 'signed', 'headers'],
  health: {
    bootstrapping: 'starting',
    syncing: 'syncing',
    synced: 'synced',
    stalled: 'stalled',
    unreachable: 'unreachable',
    suspect: 'SUSPECT',
    expired: 'EXPIRED',
    halted: 'HALTED',
  },
  phase: { keys: 'making keys', history: 'making history', cache: 'reading the cache', listening: 'opening ports' },
  starting: 'demo network',
  summary: (synced, chains, signatures) => `${synced} of ${chains} chains synced · ${signatures} signatures/s`,
  demo: 'Demo data: chains on this machine, every scenario invented.',
  notSynced: (count) => `${count} not synced`,
  problem: 'problem',
  stepNames: { file: 'file', anchor: 'trust anchor', headers: 'headers', root: 'root', proof: 'proof', value: 'value' },
  stepStatus: { passed: 'passed', failed: 'FAILED', 'not-run': 'not run' },
  verdict: {
    verified: 'VERIFIED: every step passed.',
    refused: 'REFUSED: a check failed.',
    unusable: 'UNUSABLE: this could not be read as evidence.',
  },
  conditions: {
    expired: 'the trusting period is over',
    'anchor-unknown': 'no loaded network pack names this anchor',
    demo: 'demo data',
    'development-runtime': 'development runtime',
  },
  attack: {
    title: 'Evidence of an attack',
    steps: {
      file: 'file',
      common: 'common block',
      way: 'both ways lead from the common block',
      evidence: 'evidence',
    },
    against: { primary: 'against the primary', witness: 'against the witness' },
    kinds: {
      lunatic: 'lunatic: a header that no correct validator could compute',
      equivocation: 'equivocation: two blocks in one round',
      amnesia: 'amnesia: two blocks in two rounds',
      'lunatic-forward': 'forward lunatic: a height that the chain had not reached',
    },
    nobody: 'names nobody: who forgot a lock is told only by the votes of the rounds between',
    verdict: {
      verified: 'PROVEN: two blocks that cannot both be the chain’s, each signed by enough of its validators.',
      refused: 'REFUSED: a check failed; this proves no attack.',
      unusable: 'UNUSABLE: this could not be read as evidence of an attack.',
    },
  },
  trust: {
    privateHalf: (file, withoutModes) =>
      withoutModes
        ? `Private half: ${file}. This system has no file modes: keep it where only you may read it. There is no copy.`
        : `Private half: ${file}, mode 0600: only you may read it. There is no copy.`,
    publicHalf: 'Public half above: to be given to whoever is to know this key.',
    rootEntry: 'Public half above, as an entry for "roots" in trust.json: strike out what this key is not to sign.',
    notJudged: 'Not asked whether anybody would take it in: pilotlight pack check, or --trust.',
    kinds: {
      programme: 'programme pack',
      network: 'network pack',
      reviews: 'package of reviews',
      keys: 'statements about keys',
    },
    issuer: 'issued by',
    key: 'key',
    verdict: {
      signed: 'SIGNED: the signature is good, and its key may sign this.',
      'unknown-key': 'UNKNOWN KEY: the signature is good, but nobody known here vouches for its key.',
      unsigned: 'UNSIGNED: nobody signed this.',
      bad: 'BAD SIGNATURE: content or signature were changed.',
      'not-allowed': 'NOT ALLOWED: the signature is good, but its key may not sign this.',
    },
    asReported: 'Policy here would let it in as “reported”.',
    refused: 'It would be refused here.',
  },
  claim: 'claim',
  value: 'value',
  written: 'written',
  unknownCommand: 'unknown command',
  missing: 'missing argument',
};

const ZH: Words = {
  usage: `pilotlight —— 试点链轻客户端（终端版）

  pilotlight follow [--pack 文件] [--data 目录] [--once] [--json] [--timeout 秒]
      逐链核验区块头并显示进度。不给 --pack 时使用演示网络。
      --once    等到每条链都同步或已有定论，打印后结束（有链未同步则退出码为 1）
      --json    以 JSON 打印
  pilotlight verify 文件 [--pack 文件] [--json]
      不联网，逐步核验存证文件（.plev）或攻击证据（.json）。退出码：0 通过，1 拒绝，2 无法读取。
  pilotlight evidence 链 存储/键|交易哈希 -o 文件 [--pack 文件] [--data 目录]
      取回并证明一个状态值或一笔交易，写出存证文件。
  pilotlight selftest 目录...
      运行一致性测试向量。

  pilotlight key new [--algorithm ed25519|sm2] [--office 机关编号 [--name 名称]] -o 密钥文件
      生成密钥。私钥写入密钥文件，只有本人可读；公钥打印出来，给出 --office 时即为 trust.json 中 roots 的一项。
  pilotlight key vouch 申请文件 --key 密钥文件 -o 文件 [--office 机关编号] [--may 权限,...] [--from 日期] [--to 日期]
                       [--zones 地区,... | --provinces 省份代码,... | --country] [--trust trust.json]
      签署声明：申请中的密钥属于该机关。不写范围时按申请的范围。权限：programme、network、reviews、reports、keys
      （默认 reviews,reports）。给出 --trust 时，先核对这份声明在那里是否成立。
  pilotlight key revoke 密钥编号 --key 密钥文件 --from 日期 -o 文件 [--office 机关编号] [--reason 理由] [--trust trust.json]
      签署声明：这把密钥不再有效。日期从世界时零点算起。
  pilotlight pack sign 文件 --key 密钥文件 -o 文件 [--office 机关编号]
      为网络包、试点包或密钥声明 { "statements": [...] } 签名。
  pilotlight pack check 文件 [--trust trust.json] [--statement 文件]... [--json]
      谁签的名，是否有权？依据 trust.json（默认取数据目录中的）、其旁 office/ 中的记录和所列声明。
      退出码：0 由有权者签名，1 不是，2 无法读取。

  --lang zh-CN|en   语言（默认取自环境）
  --help            本说明
`,
  columns: ['链', '状态', '已核验', '落后', '验证人', '签名权重', '区块头'],
  health: {
    bootstrapping: '启动中',
    syncing: '同步中',
    synced: '已同步',
    stalled: '停滞',
    unreachable: '不可达',
    suspect: '可疑',
    expired: '已过期',
    halted: '已停用',
  },
  phase: { keys: '生成密钥', history: '生成历史', cache: '读取缓存', listening: '打开端口' },
  starting: '演示网络',
  summary: (synced, chains, signatures) => `${chains} 条链中 ${synced} 条已同步 · 每秒验签 ${signatures} 次`,
  demo: '演示数据：链在本机运行，所有场景均为虚构。',
  notSynced: (count) => `${count} 条未同步`,
  problem: '问题',
  stepNames: { file: '文件', anchor: '信任锚', headers: '区块头', root: '根', proof: '证明', value: '值' },
  stepStatus: { passed: '通过', failed: '未通过', 'not-run': '未执行' },
  verdict: {
    verified: '核验通过：每一步都成立。',
    refused: '拒绝：有一项检查未通过。',
    unusable: '无法使用：不能作为存证读取。',
  },
  conditions: {
    expired: '信任期已过',
    'anchor-unknown': '已载入的网络包中没有这个信任锚',
    demo: '演示数据',
    'development-runtime': '开发用运行环境',
  },
  attack: {
    title: '攻击证据',
    steps: { file: '文件', common: '共同区块', way: '两条路径都由共同区块引出', evidence: '证据' },
    against: { primary: '指控主节点一方', witness: '指控见证节点一方' },
    kinds: {
      lunatic: '伪造状态（lunatic）：任何守规则的验证者都算不出的区块头',
      equivocation: '双签（equivocation）：同一轮中为两个区块签名',
      amnesia: '失忆（amnesia）：在两轮中为两个区块签名',
      'lunatic-forward': '超前伪造（forward lunatic）：链尚未到达的高度',
    },
    nobody: '未指名任何验证者：谁违背了锁定，须有其间各轮的投票才能判明',
    verdict: {
      verified: '证实：两个不可能同属一条链的区块，各有足够权重的验证者签名。',
      refused: '拒绝：有一项检查未通过，不能证明攻击。',
      unusable: '无法使用：不能作为攻击证据读取。',
    },
  },
  trust: {
    privateHalf: (file, withoutModes) =>
      withoutModes
        ? `私钥：${file}。本系统没有文件权限位，请放在只有本人可读的地方。没有其他副本。`
        : `私钥：${file}，权限 0600，只有本人可读。没有其他副本。`,
    publicHalf: '以上为公钥，交给需要认识这把密钥的一方。',
    rootEntry: '以上为公钥，写成 trust.json 中 roots 的一项；不由它签发的权限请删去。',
    notJudged: '没有核对是否有人会采用：请用 pilotlight pack check，或加 --trust。',
    kinds: { programme: '试点包', network: '网络包', reviews: '审阅包', keys: '密钥声明' },
    issuer: '签发',
    key: '密钥',
    verdict: {
      signed: '签名有效：密钥已获认可，有权签发此类内容。',
      'unknown-key': '密钥未知：签名成立，但这里没有任何一方为该密钥作保。',
      unsigned: '未签名。',
      bad: '签名无效：内容或签名被改动过。',
      'not-allowed': '无权签发：签名成立，但该密钥无权签发此类内容。',
    },
    asReported: '按此处的规定，可按“自报”采用。',
    refused: '此处不予采用。',
  },
  claim: '声明',
  value: '值',
  written: '已写入',
  unknownCommand: '未知命令',
  missing: '缺少参数',
};

export const WORDS: Readonly<Record<Language, Words>> = { 'zh-CN': ZH, en: EN };

/** As asked for, else as the environment has it: LC_ALL, LC_MESSAGES, LANG in this order. */
export function languageOf(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const tag = asked ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return /^zh/i.test(tag) ? 'zh-CN' : 'en';
}
