-- Rooms, their messages and people, guests, reports, holds and each company's rule for what its people write.
ALTER TABLE hansa.grant_ DROP CONSTRAINT grant__kind_check,
  ADD CONSTRAINT grant__kind_check CHECK (kind IN ('company', 'partnership', 'lead', 'account', 'contact', 'product', 'order', 'document', 'room')),
  ADD COLUMN from_seq bigint NOT NULL DEFAULT 0,      -- what the stream said up to here was not said to this company
  ADD COLUMN listed boolean NOT NULL DEFAULT false;   -- of this company only the people of room_person see it
DROP INDEX hansa.grant_feed, hansa.grant_count;
CREATE INDEX grant_feed ON hansa.grant_ (company_id, kind, sort_at DESC, record_id DESC) INCLUDE (level, listed);
CREATE INDEX grant_count ON hansa.grant_ (company_id, kind, status, sort_at DESC, record_id DESC) INCLUDE (level, listed);

-- A guest is a company of its own with one person without an address: whatever others may see is closed to it by the same policies.
ALTER TABLE hansa.company ADD COLUMN guest boolean NOT NULL DEFAULT false;
ALTER TABLE hansa.person ALTER COLUMN email DROP NOT NULL;
ALTER TABLE hansa.membership DROP CONSTRAINT membership_role_check,
  ADD CONSTRAINT membership_role_check CHECK (role IN ('guest', 'viewer', 'member', 'manager', 'admin'));

-- free: between chosen companies. record: of a lead, an order or a partnership. notes: a company's own notes on another room.
CREATE TABLE hansa.room (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN ('free', 'record', 'notes')),
  about_kind text CHECK (about_kind IN ('lead', 'order', 'partnership', 'room')),
  about_id uuid,
  company_id uuid NOT NULL,                -- the owner
  title text CHECK (length(title) BETWEEN 1 AND 200),
  topic text CHECK (length(topic) BETWEEN 1 AND 2000),
  version integer NOT NULL DEFAULT 1,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'free') = (about_id IS NULL) AND (about_id IS NULL) = (about_kind IS NULL) AND (kind = 'notes') = (coalesce(about_kind, '') = 'room')),
  CHECK (kind <> 'free' OR title IS NOT NULL)
);
CREATE UNIQUE INDEX room_record ON hansa.room (about_id) WHERE kind = 'record';
CREATE UNIQUE INDEX room_notes ON hansa.room (about_id, company_id) WHERE kind = 'notes';
ALTER TABLE hansa.room ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Who of a company has come into a room, and how far each has read.
CREATE TABLE hansa.room_person (
  room_id uuid NOT NULL,
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,
  read_to bigint NOT NULL DEFAULT 0,
  notify text NOT NULL DEFAULT 'mentions' CHECK (notify IN ('all', 'mentions', 'none')),
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (room_id, company_id, person_id)
) WITH (fillfactor = 80);
CREATE INDEX room_person_of ON hansa.room_person (company_id, person_id);
ALTER TABLE hansa.room_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- seq is that of the message's own event. What names the author is as it was when it was written.
CREATE TABLE hansa.message (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  room_id uuid NOT NULL,
  seq bigint NOT NULL,
  company_id uuid NOT NULL,
  company_name text NOT NULL,
  person_id uuid,                          -- null: an API key
  author_name text NOT NULL,
  guest boolean NOT NULL DEFAULT false,
  cid uuid NOT NULL,
  thread_id uuid,
  text text NOT NULL CHECK (length(text) <= 20000),
  refs jsonb NOT NULL DEFAULT '[]',
  mentions uuid[] NOT NULL DEFAULT '{}',
  files jsonb NOT NULL DEFAULT '[]',
  reactions jsonb NOT NULL DEFAULT '[]',   -- [{"emoji", "people": [{"id", "name"}]}]
  rev integer NOT NULL DEFAULT 1,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  edited_at timestamptz,
  deleted text CHECK (deleted IN ('author', 'company', 'moderated', 'retention')),
  deleted_at timestamptz,
  pinned_at timestamptz,
  pinned_by text,
  reply_count integer NOT NULL DEFAULT 0,
  last_reply_at timestamptz,
  after_seq bigint,                        -- a note: how far the room had come
  tsv tsvector NOT NULL DEFAULT '',
  UNIQUE (room_id, company_id, cid)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX message_seq ON hansa.message (room_id, seq);
CREATE INDEX message_thread ON hansa.message (thread_id, seq) WHERE thread_id IS NOT NULL;
CREATE INDEX message_pinned ON hansa.message (room_id, pinned_at DESC) WHERE pinned_at IS NOT NULL;
CREATE INDEX message_age ON hansa.message (company_id, at) WHERE deleted IS NULL;
CREATE INDEX message_words ON hansa.message USING gin (room_id hansa_ext.uuid_ops, tsv);
ALTER TABLE hansa.message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What a message said before; of a deleted one only where a hold keeps it.
CREATE TABLE hansa.message_edit (
  message_id uuid NOT NULL REFERENCES hansa.message,
  rev integer NOT NULL,
  text text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (message_id, rev)
);
ALTER TABLE hansa.message_edit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- An invitation by link: whoever holds it comes in as this guest until it expires or is taken back.
CREATE TABLE hansa.room_guest (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  room_id uuid NOT NULL,
  company_id uuid NOT NULL,                -- the host
  guest_company_id uuid,                   -- from the first time it comes in
  person_id uuid,
  token_hash bytea NOT NULL UNIQUE,
  title text NOT NULL,                     -- of the room, as the host reads it
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email text CHECK (length(email) <= 254),
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'pl', 'es', 'ru', 'af', 'zh')),
  history boolean NOT NULL DEFAULT false,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  entered_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX room_guest_room ON hansa.room_guest (room_id, created_at DESC);
CREATE INDEX room_guest_person ON hansa.room_guest (person_id);
CREATE INDEX room_guest_expires ON hansa.room_guest (expires_at) WHERE revoked_at IS NULL;
ALTER TABLE hansa.room_guest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.message_report (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  message_id uuid NOT NULL REFERENCES hansa.message,
  room_id uuid NOT NULL,
  company_id uuid NOT NULL,                -- who reports
  person_id uuid,
  author_company_id uuid NOT NULL,         -- whose message it is
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  removed boolean NOT NULL DEFAULT false
);
CREATE INDEX message_report_room ON hansa.message_report (room_id, at DESC);
CREATE UNIQUE INDEX message_report_once ON hansa.message_report (message_id, company_id, person_id) WHERE closed_at IS NULL;
ALTER TABLE hansa.message_report ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What must not be erased: a room, a person's or a whole company's messages.
CREATE TABLE hansa.hold (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('room', 'person', 'company')),
  room_id uuid,
  person_id uuid,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((scope = 'room') = (room_id IS NOT NULL) AND (scope = 'person') = (person_id IS NOT NULL))
);
CREATE INDEX hold_company ON hansa.hold (company_id);
CREATE INDEX hold_room ON hansa.hold (room_id) WHERE room_id IS NOT NULL;
ALTER TABLE hansa.hold ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.company_rule (
  company_id uuid PRIMARY KEY,
  retention_days integer CHECK (retention_days BETWEEN 1 AND 36500),   -- null: kept
  edit_minutes integer CHECK (edit_minutes BETWEEN 0 AND 525600),      -- null: always
  delete_allowed boolean NOT NULL DEFAULT true,
  file_max_mb integer NOT NULL DEFAULT 20 CHECK (file_max_mb BETWEEN 0 AND 20),
  file_types text[],                                                   -- null: all
  guests_allowed boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE hansa.company_rule ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- A copy of a room that only some of the company's people were let into is theirs alone.
ALTER TABLE hansa.snapshot ADD COLUMN people uuid[];
