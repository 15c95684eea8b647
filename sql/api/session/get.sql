-- GET /api/session
-- Who I am: the person, the company I act for, my role, my other companies.
-- auth: viewer    returns: one
-- > person {id uuid, name text, email email, language text, color_scheme text}
-- > company {id uuid, name text, slug text}
-- > role text    viewer, member, manager or admin
-- > companies [{id uuid, name text, role text}]    every company I may switch to
-- > unread int    notifications not yet read, counted to a hundred
SELECT json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'language', p.language, 'color_scheme', p.color_scheme) AS person,
  json_build_object('id', c.id, 'name', c.name, 'slug', c.slug) AS company,
  hansa.role() AS role,
  (SELECT json_agg(json_build_object('id', m.id, 'name', m.name, 'role', m.role)) FROM hansa.my_companies() m) AS companies,
  hansa.unread() AS unread
FROM hansa.person p, hansa.company c
WHERE p.id = hansa.me() AND c.id = hansa.cur()
