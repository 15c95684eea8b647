-- GET /api/contacts
-- Contacts your company owns, and those partners share with the person's consent, newest first.
-- auth: viewer    returns: page    scope: contacts:read
-- :q       text?         1..200; words to look for
-- :account_id  uuid?     only the people known at this account
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > name text
-- > email text?
-- > phone text?
-- > title text?
-- > account_id uuid?
-- > account_name text?
-- > consent_to_share bool
-- > level text
-- > company_id uuid  the owner
-- > owner_name text?
-- > shared_with int
-- > version int
-- > updated_at timestamptz
WITH page AS (
  SELECT x.* FROM hansa.record_page('contact', :q, hansa.cursor_at(:after), hansa.cursor_id(:after), CASE WHEN :account_id IS NULL THEN :limit + 1 ELSE 0 END) x
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id
   FROM hansa.contact c JOIN hansa.grant_ g ON g.record_id = c.id AND g.company_id = (SELECT hansa.cur())
   WHERE c.account_id = :account_id AND (:q IS NULL OR c.id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'contact') s))
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
)
SELECT r.id, r.name, r.email, r.phone, r.title, r.account_id, a.name AS account_name, r.consent_to_share, hansa.level_name(p.level) AS level, r.company_id, c.name AS owner_name,
  p.shares AS shared_with, r.version + p.rev AS version, r.updated_at, p.sort_at || '|' || p.record_id AS _cursor
FROM page p
  JOIN hansa.contact r ON r.id = p.record_id
  LEFT JOIN hansa.company c ON c.id = p.owner_id
  LEFT JOIN hansa.account a ON a.id = r.account_id
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1
