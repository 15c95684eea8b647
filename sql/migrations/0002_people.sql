-- People, their memberships, sessions, API keys, invitations and what limits guessing.
CREATE TABLE hansa.person (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL CHECK (email = lower(email) AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'pl', 'es', 'ru', 'af', 'zh')),
  color_scheme text NOT NULL DEFAULT 'auto' CHECK (color_scheme IN ('auto', 'light', 'dark')),
  password_hash text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_email ON hansa.person (email);
ALTER TABLE hansa.person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.membership (
  company_id uuid NOT NULL REFERENCES hansa.company,
  person_id uuid NOT NULL REFERENCES hansa.person,
  role text NOT NULL CHECK (role IN ('viewer', 'member', 'manager', 'admin')),
  title text,
  notified_until timestamptz NOT NULL DEFAULT now(), -- notifications up to here are read
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, person_id)
);
CREATE INDEX membership_person ON hansa.membership (person_id);
ALTER TABLE hansa.membership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.session (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  token_hash bytea NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES hansa.person,
  company_id uuid NOT NULL,
  ip text,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  FOREIGN KEY (company_id, person_id) REFERENCES hansa.membership (company_id, person_id) ON DELETE CASCADE
);
CREATE INDEX session_person ON hansa.session (person_id);
CREATE INDEX session_expires ON hansa.session (expires_at);
ALTER TABLE hansa.session ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.api_key (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL REFERENCES hansa.company,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  prefix text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_by uuid REFERENCES hansa.person,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_key_company ON hansa.api_key (company_id);
ALTER TABLE hansa.api_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.invitation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL REFERENCES hansa.company,
  email text NOT NULL CHECK (email = lower(email)),
  role text NOT NULL CHECK (role IN ('viewer', 'member', 'manager', 'admin')),
  token_hash bytea NOT NULL UNIQUE,
  created_by uuid REFERENCES hansa.person,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz
);
CREATE INDEX invitation_company ON hansa.invitation (company_id);
ALTER TABLE hansa.invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.password_reset (
  token_hash bytea PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES hansa.person,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX password_reset_person ON hansa.password_reset (person_id);
ALTER TABLE hansa.password_reset ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Attempts per account and per address in a window; the key is a hash, so that no address is kept.
CREATE TABLE hansa.throttle (
  key bytea PRIMARY KEY,
  window_start timestamptz NOT NULL,
  count integer NOT NULL
);
ALTER TABLE hansa.throttle ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
