-- GET /api/search
-- Records of every kind whose words begin with the words given, best matches first.
-- auth: viewer    returns: many    scope: records:read
-- :q      text        1..200
-- :limit  int = 20    1..100
-- > kind text
-- > id uuid
-- > title text
-- > snippet text?  the state, and the owner when it is another company
SELECT s.kind, s.record_id AS id, s.title, concat_ws(' · ', g.status, CASE WHEN g.owner_id <> (SELECT hansa.cur()) THEN c.name END) AS snippet
FROM hansa.search(:q, :limit) s
  JOIN hansa.grant_ g ON g.record_id = s.record_id AND g.company_id = (SELECT hansa.cur())
  LEFT JOIN hansa.company c ON c.id = g.owner_id
WHERE s.title <> ''
ORDER BY s.rank DESC, g.sort_at DESC, g.record_id
