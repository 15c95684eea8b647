-- The handshake between two companies, and what a company keeps of records it could read when it ends.
CREATE TABLE hansa.partnership (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL REFERENCES hansa.company, -- who invited
  partner_id uuid NOT NULL REFERENCES hansa.company,
  company_role text NOT NULL CHECK (company_role IN ('vendor', 'distributor', 'reseller', 'customer')),
  partner_role text NOT NULL CHECK (partner_role IN ('vendor', 'distributor', 'reseller', 'customer')),
  state text NOT NULL DEFAULT 'invited'
    CHECK (state IN ('invited', 'declined', 'expired', 'cancelled', 'active', 'suspended', 'notice', 'ended')),
  notice_days integer NOT NULL DEFAULT 30 CHECK (notice_days BETWEEN 0 AND 365),
  commitment_until date,
  ends_at timestamptz,
  message text CHECK (length(message) <= 2000),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  active_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (company_id <> partner_id)
);
-- One living partnership between two companies, whoever asked first.
CREATE UNIQUE INDEX partnership_pair ON hansa.partnership (least(company_id, partner_id), greatest(company_id, partner_id))
  WHERE state IN ('invited', 'active', 'suspended', 'notice');
CREATE INDEX partnership_due ON hansa.partnership (ends_at) WHERE state = 'notice';
CREATE INDEX partnership_invited ON hansa.partnership (created_at) WHERE state = 'invited';
ALTER TABLE hansa.partnership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Immutable: no right to change or delete is given to anyone but the owner of the schema.
CREATE TABLE hansa.snapshot (
  record_id uuid NOT NULL,
  company_id uuid NOT NULL,
  revision integer NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
  hash bytea NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, record_id, revision)
);
ALTER TABLE hansa.snapshot ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
