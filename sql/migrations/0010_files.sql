-- Files that people put into rooms: what each is called and where it hangs; the bytes stand once a company.
CREATE TABLE hansa.file_content (
  company_id uuid NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 20971520),
  at timestamptz NOT NULL DEFAULT now(),   -- when it was last brought
  PRIMARY KEY (company_id, sha256)
);
ALTER TABLE hansa.file_content ALTER COLUMN bytes SET STORAGE EXTERNAL; -- most of it is compressed already
ALTER TABLE hansa.file_content ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.file_ (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,                -- whose it is
  person_id uuid,                          -- null: an API key
  room_id uuid,                            -- both null: uploaded, and not in a message yet
  message_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  type text NOT NULL CHECK (length(type) <= 100), -- by its bytes
  size bigint NOT NULL,
  sha256 bytea NOT NULL,
  width integer,
  height integer,
  preview boolean NOT NULL DEFAULT false,  -- an image that a browser may show
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  erased_at timestamptz,
  CHECK ((room_id IS NULL) = (message_id IS NULL)),
  FOREIGN KEY (message_id) REFERENCES hansa.message
);
CREATE INDEX file_pending ON hansa.file_ (company_id, person_id, at) WHERE message_id IS NULL;
CREATE INDEX file_age ON hansa.file_ (at) WHERE message_id IS NULL;
CREATE INDEX file_message ON hansa.file_ (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX file_room ON hansa.file_ (room_id, at DESC, id DESC) WHERE room_id IS NOT NULL;
CREATE INDEX file_bytes ON hansa.file_ (company_id, sha256) WHERE erased_at IS NULL;
ALTER TABLE hansa.file_ ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
