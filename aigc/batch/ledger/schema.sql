CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS jobs (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,
  pipeline TEXT NOT NULL,
  source TEXT NOT NULL,
  options TEXT NOT NULL,
  row INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  deadline REAL NOT NULL,
  affinity TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  limit_s REAL NOT NULL,
  state TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  losses INTEGER NOT NULL DEFAULT 0,
  not_before REAL NOT NULL DEFAULT 0,
  token INTEGER NOT NULL DEFAULT 0,
  beats INTEGER NOT NULL DEFAULT 0,
  worker TEXT NOT NULL DEFAULT '',
  stage TEXT NOT NULL DEFAULT '',
  fraction REAL NOT NULL DEFAULT 0,
  cause TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  started_at REAL NOT NULL DEFAULT 0,
  ended_at REAL NOT NULL DEFAULT 0,
  cost TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS jobs_by_turn ON jobs (state, priority DESC, deadline, id);
CREATE INDEX IF NOT EXISTS jobs_by_affinity
  ON jobs (state, priority DESC, deadline, affinity, id);
CREATE INDEX IF NOT EXISTS jobs_by_worker ON jobs (worker, state);

CREATE TABLE IF NOT EXISTS needs (
  job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  need INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  PRIMARY KEY (job, need)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS needs_by_need ON needs (need);

CREATE TABLE IF NOT EXISTS attempts (
  job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  token INTEGER NOT NULL,
  worker TEXT NOT NULL,
  started_at REAL NOT NULL,
  ended_at REAL,
  outcome TEXT,
  cause TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  cost TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (job, token)
) WITHOUT ROWID;
