-- Saved views of lists, and the filter that lists of leads share.
-- A view is a name for the query of a list's URL: of one person, or (shared) of the whole company.
CREATE TABLE hansa.saved_view (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,                  -- who made it
  kind text NOT NULL CHECK (kind IN ('leads')),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 80),
  shared boolean NOT NULL DEFAULT false,
  query text NOT NULL CHECK (length(query) <= 4000),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_view_list ON hansa.saved_view (company_id, kind, person_id);
ALTER TABLE hansa.saved_view ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What a list of leads may be narrowed by; null leaves a thing open.
CREATE TYPE hansa.lead_filter AS (
  shared text,
  stage text[],
  owner uuid[],
  assigned_to uuid[],
  country text[],
  industry text[],
  source text[],
  currency text,
  value_from bigint,
  value_to bigint,
  close_from date,
  close_to date,
  created_from date,
  created_to date,
  updated_from date,
  updated_to date,
  ids uuid[]
);
