-- `hansa demo --scale N`: about N thousand leads of 500 companies, 40 % of them with the largest, 15 % shared with a partner.
-- Rows are written as they would stand after the functions of sql/logic had made them, without their history: the figures
-- need tables of that size, not of that past. Companies are made once; a second run adds leads to the same ones.
SET LOCAL search_path = pg_catalog;
SET LOCAL jit = off;
SET LOCAL work_mem = '256MB';

INSERT INTO hansa.company (id, name, slug, country, city, industry, language)
SELECT md5('scale-' || n)::uuid, (ARRAY['Altona', 'Bremen', 'Danzig', 'Elbing', 'Kampen', 'Reval', 'Stettin', 'Thorn', 'Visby', 'Wismar'])[1 + n % 10]
    || ' ' || (ARRAY['Trading', 'Instruments', 'Marine', 'Supply', 'Systems'])[1 + n / 10 % 5] || ' ' || n,
  'scale-' || lpad(n::text, 3, '0'), (ARRAY['DE', 'PL', 'NL', 'SE', 'EE'])[1 + n % 5], 'Port ' || n, 'Wholesale', 'en'
FROM generate_series(1, 500) n
ON CONFLICT DO NOTHING;

INSERT INTO hansa.person (id, email, name)
SELECT md5('scale-person-' || n)::uuid, 'person' || n || '@scale.example', 'Person ' || n FROM generate_series(1, 500) n
ON CONFLICT DO NOTHING;
INSERT INTO hansa.membership (company_id, person_id, role)
SELECT md5('scale-' || n)::uuid, md5('scale-person-' || n)::uuid, 'admin' FROM generate_series(1, 500) n
ON CONFLICT DO NOTHING;

-- Everybody is a partner of the largest and of the next in the row.
WITH pair AS (
  SELECT md5('scale-' || a)::uuid AS a, md5('scale-' || b)::uuid AS b, md5('scale-pair-' || a || '-' || b)::uuid AS id
  FROM (SELECT 1 AS a, n AS b FROM generate_series(2, 500) n UNION ALL SELECT n, n + 1 FROM generate_series(2, 499) n) x
), made AS (
  INSERT INTO hansa.partnership (id, company_id, partner_id, company_role, partner_role, state, active_at)
  SELECT id, a, b, 'vendor', 'distributor', 'active', now() FROM pair
  ON CONFLICT DO NOTHING RETURNING id, company_id AS a, partner_id AS b
), stream AS (
  INSERT INTO hansa.stream (id) SELECT id FROM made
)
INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, shares)
SELECT a, id, 'partnership', 5, 'active', now(), a, 1 FROM made
UNION ALL SELECT b, id, 'partnership', 4, 'active', now(), a, 0 FROM made
UNION ALL SELECT a, b, 'company', 2, 'active', now(), b, 0 FROM made
UNION ALL SELECT b, a, 'company', 2, 'active', now(), a, 0 FROM made
UNION ALL SELECT c.id, c.id, 'company', 5, 'active', now(), c.id, 0 FROM hansa.company c WHERE c.slug LIKE 'scale-%'
ON CONFLICT DO NOTHING;

-- The sizes fall as 1/n^0.9 above a floor. One statement: the rows are thought up once and written to every table.
WITH tail AS (
  SELECT n, n ^ -0.9::float8 / sum(n ^ -0.9::float8) OVER () AS part FROM generate_series(2, 500) n
), size AS (
  SELECT md5('scale-' || x.n)::uuid AS company_id, x.n, round(x.thousandths * current_setting('hansa.scale')::int)::int AS leads
  FROM (SELECT 1 AS n, 400 AS thousandths UNION ALL SELECT n, 0.3 + 450 * part FROM tail) x
), numbered AS MATERIALIZED (
  SELECT s.company_id, s.n AS company_no, s.leads, (SELECT count(*) FROM hansa.lead l WHERE l.company_id = s.company_id) AS before FROM size s
), lead AS MATERIALIZED (
  SELECT gen_random_uuid() AS id, s.company_id, 'S-' || lpad((s.before + k)::text, 7, '0') AS number, k AS n, r.r,
    -- as if the leads of every company had come evenly over two years
    now() - interval '730 days' * ((s.leads - k + r.r) / s.leads) AS at,
    (ARRAY['DE', 'PL', 'NL', 'SE', 'NO', 'DK', 'FI', 'EE', 'GB', 'ES'])[1 + (r.r * 9973)::int % 10] AS country,
    (ARRAY['Shipbuilding', 'Food', 'Machinery', 'Chemistry', 'Energy', 'Timber', 'Textiles', 'Logistics'])[1 + (r.r * 7919)::int % 8] AS industry,
    (ARRAY['Flow meters', 'Pressure valves', 'Cold storage', 'Navigation radar', 'Deck cranes', 'Water treatment', 'Cable drums'])[1 + (r.r * 6151)::int % 7] AS product,
    (ARRAY['new', 'new', 'new', 'qualified', 'qualified', 'working', 'working', 'converted', 'lost', 'disqualified'])[1 + (r.r * 4999)::int % 10] AS stage,
    (ARRAY['Aalborg', 'Bergen', 'Gdynia', 'Hamburg', 'Helsinki', 'Kiel', 'Malmö', 'Riga', 'Rostock', 'Tallinn', 'Turku', 'Växjö'])[1 + (r.r * 3571)::int % 12]
      || ' ' || (ARRAY['Works', 'Yard', 'Foods', 'Lines', 'Mills', 'Power'])[1 + (r.r * 2741)::int % 6] AS customer,
    -- every seventh or so is shared: by the largest with all in turn, by the others with the largest or the next
    CASE WHEN r.share >= 0.15 THEN NULL
      WHEN s.company_no = 1 THEN md5('scale-' || 2 + k % 499)::uuid
      WHEN s.company_no = 500 OR k % 2 = 0 THEN md5('scale-1')::uuid
      ELSE md5('scale-' || s.company_no + 1)::uuid END AS partner_id,
    (1 + k % 4)::smallint AS level
  FROM numbered s CROSS JOIN LATERAL generate_series(1, s.leads) k
    CROSS JOIN LATERAL (SELECT random() AS r, random() AS share WHERE k > 0) r
), outline AS (
  INSERT INTO hansa.lead (id, company_id, number, country, region, industry, size_band, product_interest, source, stage, created_at, updated_at)
  SELECT id, company_id, number, country, 'Region ' || n % 16, industry, '50-249', product, 'fair', stage, at, at FROM lead
), identity AS (
  INSERT INTO hansa.lead_identity (lead_id, title, company_name) SELECT id, product || ' for ' || customer, customer FROM lead
), commercial AS (
  INSERT INTO hansa.lead_commercial (lead_id, value_minor, currency) SELECT id, (100000 + r * 9000000)::bigint, 'EUR' FROM lead
), stream AS (
  INSERT INTO hansa.stream (id) SELECT id FROM lead
), grants AS (
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, since, owner_id, shares)
  SELECT company_id, id, 'lead', 5, stage, at, at, company_id, (partner_id IS NOT NULL)::int FROM lead
  UNION ALL SELECT partner_id, id, 'lead', level, stage, at, at, company_id, 0 FROM lead WHERE partner_id IS NOT NULL
)
INSERT INTO hansa.search_doc (company_id, record_id, kind, sort_at, title, tsv)
SELECT company_id, id, 'lead', at, product || ' for ' || customer, hansa.words(concat_ws(' ', number, industry, product, customer)) FROM lead
UNION ALL SELECT partner_id, id, 'lead', at, CASE WHEN level >= 2 THEN product || ' for ' || customer ELSE product END,
  hansa.words(concat_ws(' ', number, industry, product, CASE WHEN level >= 2 THEN customer END)) FROM lead WHERE partner_id IS NOT NULL;

ANALYZE hansa.company, hansa.partnership, hansa.lead, hansa.lead_identity, hansa.lead_commercial, hansa.stream, hansa.grant_, hansa.search_doc;
