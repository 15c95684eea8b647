-- Leads, split by field class because row security cannot mask columns; accounts, contacts and products.
-- The outline: all that a teaser shows.
CREATE TABLE hansa.lead (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  number text NOT NULL,
  country text CHECK (country ~ '^[A-Z]{2}$'),
  region text,
  industry text,
  size_band text,
  product_interest text,
  use_case text,
  source text,
  stage text NOT NULL DEFAULT 'new'
    CHECK (stage IN ('new', 'qualified', 'offered', 'accepted', 'working', 'converted', 'lost', 'returned', 'disqualified')),
  contact_title text,
  assigned_to uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, number)
) WITH (fillfactor = 90);
ALTER TABLE hansa.lead ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.lead_identity (
  lead_id uuid PRIMARY KEY REFERENCES hansa.lead ON DELETE CASCADE,
  title text,
  company_name text,
  website text
);
ALTER TABLE hansa.lead_identity ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.lead_detail (
  lead_id uuid PRIMARY KEY REFERENCES hansa.lead ON DELETE CASCADE,
  address text,
  city text,
  postcode text,
  tax_id text,
  duns text,
  description text
);
ALTER TABLE hansa.lead_detail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.lead_personal (
  lead_id uuid PRIMARY KEY REFERENCES hansa.lead ON DELETE CASCADE,
  contact_name text,
  email text,
  phone text,
  consent_to_share boolean NOT NULL DEFAULT false
);
ALTER TABLE hansa.lead_personal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.lead_commercial (
  lead_id uuid PRIMARY KEY REFERENCES hansa.lead ON DELETE CASCADE,
  value_minor bigint CHECK (value_minor >= 0),
  currency text CHECK (currency ~ '^[A-Z]{3}$'),
  competitor text,
  expected_close date
);
ALTER TABLE hansa.lead_commercial ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- One side per company that works on the lead; no other company ever sees it.
CREATE TABLE hansa.lead_private (
  lead_id uuid NOT NULL REFERENCES hansa.lead ON DELETE CASCADE,
  company_id uuid NOT NULL,
  notes text,
  score integer CHECK (score BETWEEN 0 AND 100),
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (lead_id, company_id)
);
ALTER TABLE hansa.lead_private ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.account (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  website text,
  country text CHECK (country ~ '^[A-Z]{2}$'),
  city text,
  postcode text,
  address text,
  industry text,
  size_band text,
  duns text,
  tax_id text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, id)
);
ALTER TABLE hansa.account ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The whole row is personal: a partner reads it only with the person's consent.
CREATE TABLE hansa.contact (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  account_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email text,
  phone text,
  title text,
  language text,
  consent_to_share boolean NOT NULL DEFAULT false,
  consent_source text,
  consent_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (company_id, account_id) REFERENCES hansa.account (company_id, id)
);
CREATE INDEX contact_account ON hansa.contact (account_id);
ALTER TABLE hansa.contact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.product (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 80),
  gtin text CHECK (gtin ~ '^[0-9]{8,14}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  description text,
  unit text NOT NULL DEFAULT 'EA',
  price_minor bigint CHECK (price_minor >= 0),
  currency text CHECK (currency ~ '^[A-Z]{3}$'),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, sku)
);
ALTER TABLE hansa.product ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
