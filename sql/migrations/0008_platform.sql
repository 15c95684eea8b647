-- Life cycles as data, replay protection, search documents, outgoing mail and its texts.
CREATE TABLE hansa.transition (
  kind text NOT NULL,
  from_state text NOT NULL,
  action text NOT NULL,
  to_state text NOT NULL,
  side text NOT NULL CHECK (side IN ('owner', 'grantee', 'buyer', 'seller', 'inviter', 'invitee', 'either')),
  role text NOT NULL CHECK (role IN ('member', 'manager', 'admin')),
  requires text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (kind, from_state, action)
);
ALTER TABLE hansa.transition ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.idempotency (
  company_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  route text NOT NULL,
  body_hash bytea NOT NULL,
  response json,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, key)
);
CREATE INDEX idempotency_created ON hansa.idempotency (created_at);
ALTER TABLE hansa.idempotency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- One document per record and company that may see it, holding only words that company may read.
CREATE TABLE hansa.search_doc (
  company_id uuid NOT NULL,
  record_id uuid NOT NULL,
  kind text NOT NULL,
  sort_at timestamptz NOT NULL,
  title text NOT NULL,
  tsv tsvector NOT NULL,
  PRIMARY KEY (record_id, company_id)
);
CREATE INDEX search_words ON hansa.search_doc USING gin (company_id hansa_ext.uuid_ops, tsv);
ALTER TABLE hansa.search_doc ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.mail_outbox (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid,
  to_address text NOT NULL,
  subject text NOT NULL,
  text_body text NOT NULL,
  html_body text NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz
);
CREATE INDEX mail_due ON hansa.mail_outbox (next_at) WHERE state = 'queued';
ALTER TABLE hansa.mail_outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.message_text (
  key text NOT NULL,
  language text NOT NULL CHECK (language IN ('en', 'pl', 'es', 'ru', 'af', 'zh')),
  text text NOT NULL,
  PRIMARY KEY (key, language)
);
ALTER TABLE hansa.message_text ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
