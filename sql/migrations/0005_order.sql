-- Orders between a buyer (owner) and a seller, their lines and parties, shipments, invoices and tracking links.
CREATE TABLE hansa.order_ (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  buyer_company_id uuid NOT NULL,
  seller_company_id uuid NOT NULL,
  number text NOT NULL CHECK (length(number) BETWEEN 1 AND 80),
  state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'confirmed', 'partly_shipped', 'shipped', 'delivered',
    'invoiced', 'paid', 'closed', 'rejected', 'cancelled')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  total_minor bigint NOT NULL DEFAULT 0,
  lines integer NOT NULL DEFAULT 0,
  ordered_on date,
  requested_on date,
  promised_on date,
  source text NOT NULL CHECK (source IN ('edi', 'portal')),
  document_id uuid,
  note text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, seller_company_id, number),
  CHECK (company_id = buyer_company_id AND buyer_company_id <> seller_company_id)
) WITH (fillfactor = 90);
ALTER TABLE hansa.order_ ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.order_line (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL,
  company_id uuid NOT NULL,                 -- the order's owner
  position integer NOT NULL,
  line_no text NOT NULL,
  buyer_part text,
  seller_part text,
  gtin text,
  description text,
  quantity numeric NOT NULL CHECK (quantity >= 0),
  unit text NOT NULL,
  unit_price numeric CHECK (unit_price >= 0),
  amount_minor bigint NOT NULL DEFAULT 0,
  confirmed_qty numeric,
  shipped_qty numeric NOT NULL DEFAULT 0,
  invoiced_qty numeric NOT NULL DEFAULT 0,
  promised_on date,
  UNIQUE (order_id, position)
) WITH (fillfactor = 90);
ALTER TABLE hansa.order_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.order_party (
  order_id uuid NOT NULL,
  company_id uuid NOT NULL,
  position integer NOT NULL,
  role text NOT NULL,
  name text,
  id_scheme text,
  id_code text,
  street text,
  city text,
  region text,
  postcode text,
  country text,
  PRIMARY KEY (order_id, position)
);
ALTER TABLE hansa.order_party ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.shipment (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL REFERENCES hansa.order_ ON DELETE CASCADE,
  company_id uuid NOT NULL,                 -- who shipped
  number text NOT NULL,
  carrier text,
  tracking_number text,
  shipped_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  UNIQUE (order_id, number)
);
ALTER TABLE hansa.shipment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.shipment_line (
  shipment_id uuid NOT NULL REFERENCES hansa.shipment ON DELETE CASCADE,
  order_id uuid NOT NULL,
  order_line_id uuid NOT NULL REFERENCES hansa.order_line ON DELETE CASCADE,
  quantity numeric NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (shipment_id, order_line_id)
);
CREATE INDEX shipment_line_order ON hansa.shipment_line (order_id);
CREATE INDEX shipment_line_line ON hansa.shipment_line (order_line_id);
ALTER TABLE hansa.shipment_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.invoice (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL REFERENCES hansa.order_ ON DELETE CASCADE,
  company_id uuid NOT NULL,                 -- who issued it
  number text NOT NULL CHECK (length(number) BETWEEN 1 AND 80),
  issued_on date NOT NULL DEFAULT current_date,
  due_on date,
  total_minor bigint NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  paid_at timestamptz,
  UNIQUE (company_id, number)
);
CREATE INDEX invoice_order ON hansa.invoice (order_id);
ALTER TABLE hansa.invoice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.invoice_line (
  invoice_id uuid NOT NULL REFERENCES hansa.invoice ON DELETE CASCADE,
  order_id uuid NOT NULL,
  order_line_id uuid NOT NULL REFERENCES hansa.order_line ON DELETE CASCADE,
  quantity numeric NOT NULL CHECK (quantity > 0),
  amount_minor bigint NOT NULL,
  PRIMARY KEY (invoice_id, order_line_id)
);
CREATE INDEX invoice_line_order ON hansa.invoice_line (order_id);
CREATE INDEX invoice_line_line ON hansa.invoice_line (order_line_id);
ALTER TABLE hansa.invoice_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The token is the right to see: 128 random bits, no log-in.
CREATE TABLE hansa.tracking_link (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL REFERENCES hansa.order_ ON DELETE CASCADE,
  company_id uuid NOT NULL,                 -- who made it
  token text NOT NULL UNIQUE CHECK (length(token) = 22),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX tracking_link_order ON hansa.tracking_link (order_id);
ALTER TABLE hansa.tracking_link ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
