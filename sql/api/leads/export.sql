-- GET /api/leads/export
-- The leads that the filter lets through as a table, with all that your company may read of them.
-- auth: viewer    returns: sheet    scope: leads:read    lane: slow
-- :format        text = csv    one of csv|xlsx
-- :shared        text = all    one of own|received|all
-- :stage         text[]?       one of new|qualified|offered|accepted|working|converted|lost|returned|disqualified
-- :owner         uuid[]?       the companies whose leads they are
-- :with          uuid?         a company that they are shared with, or that shares them
-- :assigned_to   uuid[]?       people; all zeros stand for nobody
-- :country       text[]?       1..2; codes
-- :industry      text[]?       1..100
-- :source        text[]?       1..100
-- :currency      currency?
-- :value_from    bigint?       0..; in the minor unit of the currency
-- :value_to      bigint?       0..
-- :close_from    date?
-- :close_to      date?
-- :created_from  date?
-- :created_to    date?
-- :updated_from  date?
-- :updated_to    date?
-- :q             text?         1..200; words to look for
-- :sort          text = updated  one of updated|created|value|close|title|company|owner|assigned_to|country|industry|source|stage|number
-- :dir           text = desc   one of asc|desc
-- > number text
-- > title text?
-- > company_name text?
-- > stage text
-- > value_minor money?
-- > currency text?
-- > expected_close date?
-- > owner text?
-- > assigned_to text?
-- > access text
-- > shared_with int
-- > country text?
-- > region text?
-- > city text?
-- > industry text?
-- > size_band text?
-- > product_interest text?
-- > source text?
-- > website text?
-- > contact_name text?
-- > contact_title text?
-- > email text?
-- > phone text?
-- > competitor text?
-- > score int?
-- > notes text?
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT x.number, x.title, x.company_name, x.stage, x.value_minor, x.currency, x.expected_close, x.owner, x.assigned_to, x.access, x.shared_with,
  x.country, x.region, x.city, x.industry, x.size_band, x.product_interest, x.source, x.website, x.contact_name, x.contact_title, x.email, x.phone,
  x.competitor, x.score, x.notes, x.created_at, x.updated_at
FROM (
  SELECT l.number, i.title, i.company_name, g.status AS stage, m.value_minor, m.currency, m.expected_close, c.name AS owner, a.name AS assigned_to,
    hansa.level_name(g.level) AS access, g.shares AS shared_with, l.country, l.region, d.city, l.industry, l.size_band, l.product_interest, l.source,
    i.website, n.contact_name, l.contact_title, n.email, n.phone, m.competitor, v.score, v.notes, l.created_at, l.updated_at, g.record_id,
    hansa.lead_key(:sort, :dir, g, l, m, i.title, i.company_name, c.name, a.name) COLLATE "und-x-icu" AS k
  FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id
    LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
    LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id
    LEFT JOIN hansa.lead_detail d ON d.lead_id = l.id
    LEFT JOIN hansa.lead_personal n ON n.lead_id = l.id
    LEFT JOIN hansa.lead_private v ON v.lead_id = l.id AND v.company_id = (SELECT hansa.cur())
    LEFT JOIN hansa.company c ON c.id = g.owner_id
    LEFT JOIN hansa.person a ON a.id = l.assigned_to
  WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
    AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'lead') s))
    AND (:with IS NULL OR g.owner_id = :with OR g.record_id IN (SELECT s.record_id FROM hansa.leads_given() s WHERE s.company_id = :with))
    AND hansa.lead_fits(ROW(:shared, :stage, :owner, :assigned_to, :country, :industry, :source, :currency, :value_from, :value_to,
    :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, NULL)::hansa.lead_filter, g, l, m)) x
ORDER BY CASE :dir WHEN 'asc' THEN x.k END, CASE :dir WHEN 'asc' THEN x.record_id END, x.k DESC, x.record_id DESC
LIMIT 50000
