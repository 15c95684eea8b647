-- Tasks, calendar feeds, how each person wants to be told, one-click unsubscribing, and imports.
-- A task may stand alone or on a record. Shared, it is seen by every company that may read the record.
CREATE TABLE hansa.task (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  record_kind text,
  record_id uuid,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
  note text CHECK (length(note) <= 10000),
  due_on date,
  due_at timestamptz,
  remind_at timestamptz,
  reminded_at timestamptz,
  assigned_to uuid,
  assigned_company uuid NOT NULL,           -- whose turn it is: the owner, or a company that works on the record
  shared boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  done_at timestamptz,
  done_by uuid,
  version integer NOT NULL DEFAULT 1,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((record_kind IS NULL) = (record_id IS NULL)),
  CHECK (record_id IS NOT NULL OR NOT shared),
  CHECK (due_on IS NULL OR due_at IS NULL)
);
CREATE INDEX task_own ON hansa.task (company_id, state, created_at DESC, id DESC);
CREATE INDEX task_shared ON hansa.task (record_id) WHERE shared;
CREATE INDEX task_record ON hansa.task (company_id, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX task_remind ON hansa.task (remind_at) WHERE state = 'open' AND reminded_at IS NULL AND remind_at IS NOT NULL;
ALTER TABLE hansa.task ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The token is the right to read what the person may read; kept as its hash. base is the address the link was given under.
CREATE TABLE hansa.calendar_feed (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  scope text NOT NULL DEFAULT 'mine' CHECK (scope IN ('mine', 'company')),
  base text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  FOREIGN KEY (company_id, person_id) REFERENCES hansa.membership (company_id, person_id) ON DELETE CASCADE
);
CREATE INDEX calendar_feed_person ON hansa.calendar_feed (company_id, person_id);
ALTER TABLE hansa.calendar_feed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.notification_setting (
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,
  classes jsonb NOT NULL,
  digest_hour integer NOT NULL DEFAULT 8 CHECK (digest_hour BETWEEN 0 AND 23),
  quiet_from time,
  quiet_to time,
  time_zone text NOT NULL DEFAULT 'UTC',
  sound boolean NOT NULL DEFAULT false,
  PRIMARY KEY (company_id, person_id),
  FOREIGN KEY (company_id, person_id) REFERENCES hansa.membership (company_id, person_id) ON DELETE CASCADE,
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);
ALTER TABLE hansa.notification_setting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

ALTER TABLE hansa.notification ADD COLUMN class text NOT NULL DEFAULT 'watching' CHECK (class IN ('needs_you', 'mention', 'watching'));
CREATE INDEX notification_grouped ON hansa.notification (company_id, person_id, record_id) WHERE kind = 'room.message';
-- When the next digest is looked at, in the person's own morning.
ALTER TABLE hansa.membership ADD COLUMN digest_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE hansa.membership ADD COLUMN digested_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX membership_digest ON hansa.membership (digest_at);

-- A notification that a person gets by mail, at the earliest at due_at: once, whatever becomes of it later.
CREATE TABLE hansa.notification_mail (
  notification_id uuid NOT NULL REFERENCES hansa.notification ON DELETE CASCADE,
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  mailed_at timestamptz,
  PRIMARY KEY (notification_id, person_id),
  FOREIGN KEY (company_id, person_id) REFERENCES hansa.membership (company_id, person_id) ON DELETE CASCADE
);
CREATE INDEX notification_mail_due ON hansa.notification_mail (due_at) WHERE mailed_at IS NULL;
CREATE INDEX notification_mail_person ON hansa.notification_mail (company_id, person_id);
ALTER TABLE hansa.notification_mail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- One row: notifications up to here have been looked at for mail.
CREATE TABLE hansa.notification_clock (ripe_until timestamptz NOT NULL);
INSERT INTO hansa.notification_clock VALUES (now());
ALTER TABLE hansa.notification_clock ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What one mail's link turns off: the classes that were in it.
CREATE TABLE hansa.unsubscribe (
  token_hash bytea PRIMARY KEY,
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,
  classes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  FOREIGN KEY (company_id, person_id) REFERENCES hansa.membership (company_id, person_id) ON DELETE CASCADE
);
CREATE INDEX unsubscribe_person ON hansa.unsubscribe (company_id, person_id);
CREATE INDEX unsubscribe_created ON hansa.unsubscribe (created_at);
ALTER TABLE hansa.unsubscribe ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE hansa.mail_outbox ADD COLUMN unsubscribe text; -- the address of one click; null: not a mail to get out of

-- Rows of a file on their way into the company's records. person_id null: an API key's.
CREATE TABLE hansa.import_ (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  person_id uuid,
  actor text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('lead', 'account', 'contact', 'product')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'checking', 'checked', 'running', 'done', 'stopped')),
  columns text[] NOT NULL,
  mapping jsonb NOT NULL,
  duplicates text NOT NULL DEFAULT 'skip' CHECK (duplicates IN ('skip', 'create')),
  total integer NOT NULL,
  done integer NOT NULL DEFAULT 0,          -- rows looked at in this pass, in their order
  ok integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  twins integer NOT NULL DEFAULT 0,
  why text,                                 -- why it stopped by itself
  worked_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX import_own ON hansa.import_ (company_id, created_at DESC, id DESC);
CREATE INDEX import_due ON hansa.import_ (worked_at) WHERE state IN ('checking', 'running');
CREATE INDEX import_created ON hansa.import_ (created_at);
ALTER TABLE hansa.import_ ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.import_row (
  import_id uuid NOT NULL REFERENCES hansa.import_ ON DELETE CASCADE,
  company_id uuid NOT NULL,
  row integer NOT NULL,                     -- 1 is the first under the header
  cells text[] NOT NULL,
  result text CHECK (result IN ('ok', 'failed', 'duplicate')),
  problem jsonb,
  PRIMARY KEY (import_id, row)
) WITH (fillfactor = 80);
CREATE INDEX import_row_bad ON hansa.import_row (import_id, row) WHERE result <> 'ok';
ALTER TABLE hansa.import_row ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What the rows before have in common with the one at hand: name, domain, address, number.
CREATE TABLE hansa.import_key (
  import_id uuid NOT NULL REFERENCES hansa.import_ ON DELETE CASCADE,
  company_id uuid NOT NULL,
  key text NOT NULL,
  row integer NOT NULL,
  PRIMARY KEY (import_id, key)
);
ALTER TABLE hansa.import_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
