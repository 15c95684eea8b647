-- EDI interchanges as they came, byte for byte, and the documents inside them.
CREATE TABLE hansa.edi_interchange (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,                 -- who sent it to us
  partner_company_id uuid,                  -- to whom it is addressed, when known
  channel text NOT NULL,
  sender_qualifier text NOT NULL,
  sender_id text NOT NULL,
  receiver_qualifier text NOT NULL,
  receiver_id text NOT NULL,
  control_number text NOT NULL,
  attempt integer NOT NULL DEFAULT 1,       -- other bytes under a used control number are kept as a further attempt
  version text,
  usage text,
  raw bytea NOT NULL,
  sha256 bytea NOT NULL,
  ack bytea,
  state text NOT NULL CHECK (state IN ('accepted', 'partly', 'rejected')),
  refusal text CHECK (refusal IN ('unknown_trading_partner', 'control_number_reused')), -- why none of it was looked at
  findings jsonb NOT NULL DEFAULT '[]',
  received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, sender_qualifier, sender_id, receiver_qualifier, receiver_id, control_number, attempt)
);
ALTER TABLE hansa.edi_interchange ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.edi_document (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  interchange_id uuid NOT NULL REFERENCES hansa.edi_interchange,
  company_id uuid NOT NULL,                 -- who sent it
  partner_company_id uuid,                  -- who received it
  position integer NOT NULL,
  set_id text NOT NULL,
  version text,
  group_control text,
  set_control text,
  number text,
  purpose text,
  validity text NOT NULL CHECK (validity IN ('valid', 'invalid')),
  delivery text NOT NULL CHECK (delivery IN ('received', 'applied', 'failed')),
  acknowledgment text NOT NULL CHECK (acknowledgment IN ('accepted', 'accepted_with_errors', 'rejected', 'none')),
  readable jsonb,
  raw_offset integer NOT NULL DEFAULT 0,
  raw_length integer NOT NULL DEFAULT 0,
  findings jsonb NOT NULL DEFAULT '[]',
  order_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (interchange_id, position)
);
CREATE INDEX edi_document_order ON hansa.edi_document (order_id) WHERE order_id IS NOT NULL;
ALTER TABLE hansa.edi_document ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
