-- Companies, who may see which record (grant_), and the numbered event streams of records.
-- Hot tables have no foreign key to company: its row lock would be shared by every writer of that company, and
-- the policies already tie company_id to the caller.
CREATE TABLE hansa.company (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  city text,
  website text,
  industry text,
  about text,
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'pl', 'es', 'ru', 'af', 'zh')),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE hansa.company ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.company_identifier (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL REFERENCES hansa.company,
  scheme text NOT NULL CHECK (scheme IN ('domain', 'duns', 'gln', 'tax', 'isa')),
  value text NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, scheme, value)
);
CREATE INDEX company_identifier_value ON hansa.company_identifier (scheme, value);
ALTER TABLE hansa.company_identifier ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- One row per record and company that may see it, the owner included. Kind 'company' says who knows whom:
-- level 5 itself, 2 active partner, 1 met once (invited, or partner of old).
-- The version a company is shown is the record's version plus its own rev: an ETag that also moves with what it alone sees.
CREATE TABLE hansa.grant_ (
  company_id uuid NOT NULL,
  record_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('company', 'partnership', 'lead', 'account', 'contact', 'product', 'order', 'document')),
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5), -- 1 teaser 2 read 3 comment 4 edit 5 own
  status text NOT NULL,
  sort_at timestamptz NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  owner_id uuid NOT NULL,                 -- the company whose record it is
  shares integer NOT NULL DEFAULT 0,      -- on the owner's row: how many other companies hold a grant
  rev integer NOT NULL DEFAULT 0,         -- changes that only this company sees: its private side, its level
  PRIMARY KEY (record_id, company_id)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX grant_one_owner ON hansa.grant_ (record_id) WHERE level = 5;
CREATE INDEX grant_feed ON hansa.grant_ (company_id, kind, sort_at DESC, record_id DESC) INCLUDE (level);
CREATE INDEX grant_count ON hansa.grant_ (company_id, kind, status, sort_at DESC, record_id DESC) INCLUDE (level);
CREATE INDEX grant_between ON hansa.grant_ (company_id, owner_id) WHERE level < 5;
ALTER TABLE hansa.grant_ ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- head is the seq of the newest event of the record; epoch changes when numbering starts anew (a restored backup).
CREATE TABLE hansa.stream (
  id uuid PRIMARY KEY,
  epoch integer NOT NULL DEFAULT 1,
  head bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 80);
ALTER TABLE hansa.stream ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The outbox. Readers keep a cursor on (tx, id) below pg_snapshot_xmin: by id alone, commits out of order are missed.
-- An event for one company only (audience) carries no seq: in a dense numbering the others would see a hole.
CREATE TABLE hansa.event (
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  stream_id uuid NOT NULL,
  seq bigint,
  kind text NOT NULL,
  record_kind text NOT NULL,
  record_id uuid NOT NULL,
  company_id uuid,                         -- whose people or programs did it
  audience uuid,
  body jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tx, id),
  CHECK ((seq IS NULL) = (audience IS NOT NULL))
);
CREATE UNIQUE INDEX event_seq ON hansa.event (stream_id, seq) WHERE seq IS NOT NULL;
ALTER TABLE hansa.event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
