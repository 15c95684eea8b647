-- GET /api/partnerships
-- Your partners and those who were or may become partners, last changed first.
-- auth: viewer    returns: many    scope: partnerships:read
-- > id uuid
-- > state text
-- > partner {id uuid, name text, country text, city text?, website text?, industry text?}
-- > my_role text
-- > their_role text
-- > invited_by_me bool
-- > message text?
-- > since timestamptz?  when it became active
-- > notice_days int
-- > ends_at timestamptz?
-- > shared_out bigint  records your company shares with this partner
-- > shared_in bigint  records this partner shares with yours
-- > version int
-- > actions [{action text, to_state text, role_ok bool, requires [text]}]
SELECT p.id, p.state,
  jsonb_build_object('id', c.id, 'name', c.name, 'country', c.country, 'city', c.city, 'website', c.website, 'industry', c.industry) AS partner,
  CASE WHEN g.level = 5 THEN p.company_role ELSE p.partner_role END AS my_role,
  CASE WHEN g.level = 5 THEN p.partner_role ELSE p.company_role END AS their_role,
  g.level = 5 AS invited_by_me, p.message, p.active_at AS since, p.notice_days, p.ends_at,
  hansa.shared_out(c.id) AS shared_out,
  (SELECT count(*) FROM hansa.grant_ r WHERE r.company_id = (SELECT hansa.cur()) AND r.owner_id = c.id AND r.level < 5
    AND r.kind IN ('lead', 'account', 'contact', 'product')) AS shared_in,
  p.version + g.rev AS version, hansa.actions('partnership', p.state, CASE WHEN g.level = 5 THEN 'inviter' ELSE 'invitee' END) AS actions
FROM hansa.grant_ g
  JOIN hansa.partnership p ON p.id = g.record_id
  JOIN hansa.company c ON c.id = CASE WHEN g.level = 5 THEN p.partner_id ELSE p.company_id END
WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'partnership'
ORDER BY g.sort_at DESC, p.id
LIMIT 1000
