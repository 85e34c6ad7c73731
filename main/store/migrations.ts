// The schema, as numbered steps. A step that was released is never changed: a new one is added below it.
// Rules that must hold whatever the code above does (no second hash for a height, no lowered trust) are triggers.

/** "PLTL" */
export const APPLICATION_ID = 0x504c544c;

const CHAINS_AND_HEADERS = `
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row per chain and life: a chain that a person restarted leaves its closed row, and everything under it, behind.
CREATE TABLE chains (
  ref INTEGER PRIMARY KEY,
  chain_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  family TEXT NOT NULL,
  anchor_height INTEGER NOT NULL,
  anchor_hash BLOB NOT NULL,
  closed_at INTEGER,
  closed_reason TEXT,
  highest_height INTEGER,
  highest_hash BLOB,
  headers_verified INTEGER NOT NULL DEFAULT 0,
  headers_walked INTEGER NOT NULL DEFAULT 0,
  signatures_checked INTEGER NOT NULL DEFAULT 0,
  UNIQUE (chain_id, generation)
) STRICT;
CREATE UNIQUE INDEX chains_open ON chains (chain_id) WHERE closed_at IS NULL;

CREATE TABLE trusted (
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  height INTEGER NOT NULL CHECK (height > 0),
  hash BLOB NOT NULL CHECK (length(hash) > 0),
  validators_hash BLOB NOT NULL,
  block BLOB NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('anchor', 'adjacent', 'skipping')),
  from_height INTEGER,
  verified_at INTEGER NOT NULL,
  signatures INTEGER NOT NULL,
  overlap_percent REAL,
  commit_percent REAL NOT NULL,
  sum BLOB NOT NULL,
  PRIMARY KEY (chain_ref, height)
) STRICT;

CREATE TABLE headers (
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  height INTEGER NOT NULL CHECK (height > 0),
  hash BLOB NOT NULL CHECK (length(hash) > 0),
  parent_hash BLOB NOT NULL,
  time_ns INTEGER NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('anchor', 'adjacent', 'skipping', 'backwards')),
  commit_percent REAL,
  proposer BLOB NOT NULL,
  app_hash BLOB NOT NULL,
  validators_hash BLOB NOT NULL,
  header BLOB NOT NULL,
  sum BLOB NOT NULL,
  PRIMARY KEY (chain_ref, height)
) STRICT;

-- Rows that did not match their checksum, as they were found.
CREATE TABLE damaged (
  id INTEGER PRIMARY KEY,
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  what TEXT NOT NULL,
  height INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX damaged_at ON damaged (chain_ref, what, height);

CREATE TRIGGER chains_never_lower BEFORE UPDATE OF highest_height ON chains
WHEN OLD.highest_height IS NOT NULL AND (NEW.highest_height IS NULL OR NEW.highest_height < OLD.highest_height)
BEGIN SELECT RAISE(ABORT, 'latest-lowered'); END;

CREATE TRIGGER chains_keep_identity BEFORE UPDATE OF ref, chain_id, generation, family ON chains
BEGIN SELECT RAISE(ABORT, 'identity-changed'); END;

CREATE TRIGGER trusted_one_hash BEFORE INSERT ON trusted
WHEN EXISTS (SELECT 1 FROM trusted WHERE chain_ref = NEW.chain_ref AND height = NEW.height)
  OR EXISTS (SELECT 1 FROM headers WHERE chain_ref = NEW.chain_ref AND height = NEW.height AND hash <> NEW.hash)
BEGIN SELECT RAISE(ABORT, 'conflicting-height'); END;

CREATE TRIGGER trusted_unchanged BEFORE UPDATE ON trusted BEGIN SELECT RAISE(ABORT, 'conflicting-height'); END;

CREATE TRIGGER trusted_keep_ends BEFORE DELETE ON trusted
WHEN (OLD.height = (SELECT max(height) FROM trusted WHERE chain_ref = OLD.chain_ref)
    OR OLD.height = (SELECT min(height) FROM trusted WHERE chain_ref = OLD.chain_ref))
  AND NOT EXISTS (SELECT 1 FROM damaged WHERE chain_ref = OLD.chain_ref AND what = 'trusted' AND height = OLD.height)
BEGIN SELECT RAISE(ABORT, 'latest-lowered'); END;

CREATE TRIGGER headers_one_hash BEFORE INSERT ON headers
WHEN EXISTS (SELECT 1 FROM headers WHERE chain_ref = NEW.chain_ref AND height = NEW.height)
  OR EXISTS (SELECT 1 FROM trusted WHERE chain_ref = NEW.chain_ref AND height = NEW.height AND hash <> NEW.hash)
BEGIN SELECT RAISE(ABORT, 'conflicting-height'); END;

CREATE TRIGGER headers_linked BEFORE INSERT ON headers
WHEN EXISTS (SELECT 1 FROM headers WHERE chain_ref = NEW.chain_ref AND height = NEW.height - 1 AND hash <> NEW.parent_hash)
  OR EXISTS (SELECT 1 FROM headers WHERE chain_ref = NEW.chain_ref AND height = NEW.height + 1 AND parent_hash <> NEW.hash)
BEGIN SELECT RAISE(ABORT, 'broken-link'); END;

CREATE TRIGGER headers_unchanged BEFORE UPDATE ON headers BEGIN SELECT RAISE(ABORT, 'conflicting-height'); END;
`;

const CLAIMS_AND_CONFLICTS = `
CREATE TABLE claims (
  id INTEGER PRIMARY KEY,
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  key TEXT NOT NULL,
  height INTEGER NOT NULL,
  value TEXT,
  level TEXT NOT NULL CHECK (level IN ('reported', 'signed', 'anchored', 'proven', 'corroborated')),
  condition TEXT NOT NULL CHECK (condition IN ('fresh', 'stale', 'expired', 'contradicted', 'not-verifiable')),
  rule TEXT,
  header_hash BLOB NOT NULL,
  header_time INTEGER,
  proof BLOB,
  document BLOB,
  failure TEXT,
  verified_at INTEGER NOT NULL,
  sum BLOB NOT NULL,
  -- What rests on a header names it.
  CHECK (level IN ('reported', 'signed') OR (length(header_hash) > 0 AND header_time IS NOT NULL))
) STRICT;
CREATE INDEX claims_by_key ON claims (chain_ref, key, id);

CREATE TRIGGER claims_unchanged BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'claim-changed'); END;

CREATE TABLE conflicts (
  id INTEGER PRIMARY KEY,
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  height INTEGER NOT NULL,
  primary_url TEXT NOT NULL,
  primary_hash BLOB NOT NULL,
  primary_block BLOB NOT NULL,
  witness_url TEXT NOT NULL,
  witness_hash BLOB NOT NULL,
  witness_block BLOB NOT NULL,
  witness_quorum INTEGER NOT NULL CHECK (witness_quorum IN (0, 1)),
  common_height INTEGER,
  evidence BLOB,
  detected_at INTEGER NOT NULL,
  exported INTEGER NOT NULL DEFAULT 0 CHECK (exported IN (0, 1)),
  sum BLOB NOT NULL,
  UNIQUE (chain_ref, height, primary_hash, witness_hash, witness_url)
) STRICT;

CREATE TRIGGER conflicts_kept BEFORE DELETE ON conflicts BEGIN SELECT RAISE(ABORT, 'evidence-deleted'); END;
`;

const PEERS = `
CREATE TABLE peers (
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  url TEXT NOT NULL,
  score REAL NOT NULL,
  state TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (chain_ref, url)
) STRICT;
`;

const ATTACKS_AND_HALTS = `
-- What a proven conflict shows, in the chain family's own form: the document can be checked again by anybody.
CREATE TABLE attacks (
  id INTEGER PRIMARY KEY,
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  kind TEXT NOT NULL,
  common_height INTEGER NOT NULL CHECK (common_height > 0),
  primary_url TEXT NOT NULL,
  primary_hash BLOB NOT NULL,
  witness_url TEXT NOT NULL,
  witness_hash BLOB NOT NULL,
  document BLOB NOT NULL,
  detected_at INTEGER NOT NULL,
  sum BLOB NOT NULL,
  UNIQUE (chain_ref, primary_url, primary_hash, witness_url, witness_hash)
) STRICT;

CREATE TRIGGER attacks_kept BEFORE DELETE ON attacks BEGIN SELECT RAISE(ABORT, 'evidence-deleted'); END;

CREATE TRIGGER attacks_unchanged BEFORE UPDATE ON attacks BEGIN SELECT RAISE(ABORT, 'evidence-changed'); END;

-- From a proven conflict until a person's word: no restart ends it.
CREATE TABLE halts (
  id INTEGER PRIMARY KEY,
  chain_ref INTEGER NOT NULL REFERENCES chains (ref),
  error TEXT NOT NULL,
  primary_url TEXT NOT NULL,
  witness_url TEXT,
  halted_at INTEGER NOT NULL,
  resolved_at INTEGER,
  kept TEXT CHECK (kept IN ('primary', 'witness', 'recheck')),
  sum BLOB NOT NULL,
  CHECK ((resolved_at IS NULL) = (kept IS NULL))
) STRICT;
CREATE UNIQUE INDEX halts_open ON halts (chain_ref) WHERE resolved_at IS NULL;

CREATE TRIGGER halts_kept BEFORE DELETE ON halts BEGIN SELECT RAISE(ABORT, 'evidence-deleted'); END;

CREATE TRIGGER halts_end_once BEFORE UPDATE ON halts
WHEN OLD.resolved_at IS NOT NULL OR OLD.error IS NOT NEW.error OR OLD.sum IS NOT NEW.sum
BEGIN SELECT RAISE(ABORT, 'halt-changed'); END;

CREATE TRIGGER trusted_not_while_halted BEFORE INSERT ON trusted
WHEN EXISTS (SELECT 1 FROM halts WHERE chain_ref = NEW.chain_ref AND resolved_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'chain-halted'); END;
`;

/** Step i brings a store from version i to i + 1. */
export const MIGRATIONS: readonly string[] = [CHAINS_AND_HEADERS, CLAIMS_AND_CONFLICTS, PEERS, ATTACKS_AND_HALTS];

export const STORE_VERSION = MIGRATIONS.length;
