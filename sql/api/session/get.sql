-- GET /api/session
-- Who I am: the person, the company I act for, my role, my other companies.
-- auth: guest    returns: one
-- > person {id uuid, name text, email email?, language text, color_scheme text}
-- > company {id uuid, name text, slug text}
-- > role text    guest, viewer, member, manager or admin
-- > companies [{id uuid, name text, role text}]    every company I may switch to
-- > unread int    notifications not yet read, counted to a hundred
-- > guest {room_id uuid, expires_at timestamptz, host text}?    a guest of one room
SELECT json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'language', p.language, 'color_scheme', p.color_scheme) AS person,
  -- A guest's own company is nothing but its name.
  json_build_object('id', hansa.cur(), 'name', coalesce(c.name, (SELECT m.name FROM hansa.my_companies() m WHERE m.id = hansa.cur())), 'slug', coalesce(c.slug, '')) AS company,
  hansa.role() AS role,
  (SELECT json_agg(json_build_object('id', m.id, 'name', m.name, 'role', m.role)) FROM hansa.my_companies() m) AS companies,
  hansa.unread() AS unread, CASE WHEN hansa.role() = 'guest' THEN hansa.guest_self() END AS guest
FROM hansa.person p LEFT JOIN hansa.company c ON c.id = hansa.cur()
WHERE p.id = hansa.me()
