// The schema of the programme's own file, as numbered steps. A step that was released is never changed.
// History is kept by triggers, whatever the code above does: rows are added; only the end of a standing may be set, once.

/** "PLPG" */
export const PROGRAMME_APPLICATION_ID = 0x504c5047;

const HISTORY = `
-- A change and its line of the audit log are one row: neither can exist without the other.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  at TEXT NOT NULL,
  person TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('national', 'provincial', 'inspector')),
  office_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  undoes INTEGER REFERENCES changes (seq),
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES changes (seq),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  document BLOB
) STRICT;
CREATE INDEX entries_of_change ON entries (seq, id);

-- From which change to which an entry is what stands under its key. One that is taken up again stands a second time.
CREATE TABLE standings (
  id INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  since INTEGER NOT NULL REFERENCES changes (seq),
  until INTEGER REFERENCES changes (seq),
  CHECK (until IS NULL OR until >= since)
) STRICT;
CREATE INDEX standings_of_entry ON standings (entry, id);
CREATE UNIQUE INDEX standings_open ON standings (kind, key) WHERE until IS NULL;

CREATE TRIGGER changes_in_order BEFORE INSERT ON changes
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM changes)
  OR NEW.previous <> coalesce((SELECT hash FROM changes ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER changes_unchanged BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER changes_kept BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER entries_unchanged BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER entries_kept BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER standings_end_once BEFORE UPDATE ON standings
WHEN OLD.until IS NOT NULL OR NEW.until IS NULL OR OLD.id IS NOT NEW.id OR OLD.entry IS NOT NEW.entry
  OR OLD.kind IS NOT NEW.kind OR OLD.key IS NOT NEW.key OR OLD.since IS NOT NEW.since
BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER standings_kept BEFORE DELETE ON standings BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
`;

const SERIES = `
-- What the light client proved. 'seq' is the change that was the last one then: "as it was known" holds for these, too.
CREATE TABLE observed (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES changes (seq),
  what TEXT NOT NULL CHECK (what IN ('anchoring', 'observation')),
  scenario_id TEXT NOT NULL,
  period TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TRIGGER observed_unchanged BEFORE UPDATE ON observed BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER observed_kept BEFORE DELETE ON observed BEGIN SELECT RAISE(ABORT, 'history-changed'); END;

-- Ratings as they were computed after a change, with the digest of what they were computed from.
CREATE TABLE ratings (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES changes (seq),
  subject TEXT NOT NULL,
  period TEXT NOT NULL,
  today TEXT NOT NULL,
  -- Inputs that no change holds: the last row of 'observed' then, and how the chain was doing.
  observed INTEGER NOT NULL,
  health TEXT NOT NULL,
  rating TEXT NOT NULL,
  computed TEXT NOT NULL,
  inputs TEXT NOT NULL,
  rules TEXT NOT NULL
) STRICT;
CREATE INDEX ratings_of ON ratings (subject, period, id);
CREATE TRIGGER ratings_unchanged BEFORE UPDATE ON ratings BEGIN SELECT RAISE(ABORT, 'history-changed'); END;
CREATE TRIGGER ratings_kept BEFORE DELETE ON ratings BEGIN SELECT RAISE(ABORT, 'history-changed'); END;

-- What is no part of the history: who works here, saved views, how far ratings were computed.
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

export const PROGRAMME_MIGRATIONS: readonly string[] = [HISTORY, SERIES];
