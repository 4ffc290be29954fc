-- Sessions are referred to by a small key: their ids are long and every log row would carry one.
CREATE TABLE sessions (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  provider TEXT NOT NULL,
  project_path TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at TEXT NOT NULL,
  last_activity_at TEXT NOT NULL,
  -- JSON. `summary` stands before the long ones so that listing does not read them.
  summary TEXT NOT NULL,
  facts TEXT NOT NULL,
  bulk TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_directory ON sessions (project_path, last_activity_at);

-- `seq` is the order of the transcript and, being the rowid, part of every index of the table.
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (key),
  id TEXT NOT NULL,
  message_type TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  is_error INTEGER NOT NULL,
  duration_ms REAL,
  status TEXT,
  turn INTEGER,
  native_id TEXT,
  notice TEXT,
  steered INTEGER,
  -- Lengths in UTF-16 code units, against which the offset of an append is checked.
  content_units INTEGER NOT NULL,
  tool_output_units INTEGER NOT NULL,
  -- The first half of a surrogate pair whose second half has not come yet: UTF-8 cannot hold it.
  content_half INTEGER,
  tool_output_half INTEGER,
  tool_name TEXT,
  tool_input TEXT,
  content TEXT NOT NULL,
  tool_output TEXT,
  UNIQUE (session, id)
) STRICT;
CREATE INDEX messages_in_order ON messages (session);

CREATE TABLE approvals (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session INTEGER NOT NULL REFERENCES sessions (key),
  outcome TEXT,
  message TEXT,
  answers TEXT,
  decided_by TEXT,
  decided_at TEXT,
  deleted INTEGER NOT NULL DEFAULT 0,
  request TEXT NOT NULL
) STRICT;
CREATE INDEX approvals_in_order ON approvals (session);

-- Every change of every session as it happened. `revision` is the session's after the row; appends
-- to one text that followed each other in one batch are one row, so revisions may step by more than one.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (key),
  revision INTEGER NOT NULL,
  at TEXT NOT NULL,
  change TEXT NOT NULL
) STRICT;
CREATE INDEX changes_in_order ON changes (session, revision);

CREATE TABLE commands (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session_id TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX commands_by_time ON commands (at);

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  effect TEXT NOT NULL
) STRICT;

CREATE TABLE agent_offsets (
  agent TEXT NOT NULL,
  instance TEXT NOT NULL,
  "offset" INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (agent, instance)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What could not be written for a reason of its own, kept for whoever looks for the bug.
CREATE TABLE rejected (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  session_id TEXT,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
