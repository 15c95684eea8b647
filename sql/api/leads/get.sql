-- GET /api/leads/{id}
-- One lead with all that your company may see of it; a part it may not see, or that is empty, is null.
-- auth: viewer    returns: one    scope: leads:read
-- :id uuid
-- > id uuid
-- > number text
-- > stage text
-- > level text
-- > country text?
-- > region text?
-- > industry text?
-- > size_band text?
-- > product_interest text?
-- > use_case text?
-- > source text?
-- > contact_title text?
-- > assigned_to {id uuid, name text?}?
-- > owner {id uuid, name text?}
-- > identity {title text?, company_name text?, website text?}?
-- > detail {address text?, city text?, postcode text?, tax_id text?, duns text?, description text?}?
-- > personal {contact_name text?, email text?, phone text?, consent_to_share bool}?
-- > commercial {value_minor bigint?, currency text?, competitor text?, expected_close date?}?
-- > private {notes text?, score int?}?
-- > actions [{action text, to_state text, role_ok bool, requires [text]}]
-- > shared_with int
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT l.id, l.number, l.stage, hansa.level_name(g.level) AS level, l.country, l.region, l.industry, l.size_band, l.product_interest,
  l.use_case, l.source, l.contact_title,
  CASE WHEN l.assigned_to IS NOT NULL THEN jsonb_build_object('id', l.assigned_to, 'name', a.name) END AS assigned_to,
  jsonb_build_object('id', l.company_id, 'name', c.name) AS owner,
  to_jsonb(i) - 'lead_id' AS identity, to_jsonb(d) - 'lead_id' AS detail, to_jsonb(n) - 'lead_id' AS personal,
  to_jsonb(m) - 'lead_id' AS commercial,
  CASE WHEN v.lead_id IS NOT NULL THEN jsonb_build_object('notes', v.notes, 'score', v.score) END AS private,
  CASE WHEN g.level >= 4 THEN hansa.actions('lead', l.stage, hansa.lead_side(g.level)) ELSE '[]' END AS actions,
  g.shares AS shared_with, l.version + g.rev AS version, l.created_at, l.updated_at, l.version + g.rev AS _etag
FROM hansa.grant_ g
  JOIN hansa.lead l ON l.id = g.record_id
  LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id
  LEFT JOIN hansa.lead_detail d ON d.lead_id = l.id
  LEFT JOIN hansa.lead_personal n ON n.lead_id = l.id
  LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
  LEFT JOIN hansa.lead_private v ON v.lead_id = l.id AND v.company_id = (SELECT hansa.cur())
  LEFT JOIN hansa.company c ON c.id = l.company_id
  LEFT JOIN hansa.person a ON a.id = l.assigned_to
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())
