-- PATCH /api/session/person
-- Change my name, language or colours. What is left out stays.
-- auth: guest    returns: one
-- :name           text?   1..200
-- :language       text?   one of en|pl|es|ru|af|zh
-- :color_scheme   text?   one of auto|light|dark
-- > id uuid
-- > name text
-- > email email?
-- > language text
-- > color_scheme text
UPDATE hansa.person SET name = coalesce(:name, name), language = coalesce(:language, language),
  color_scheme = coalesce(:color_scheme, color_scheme)
WHERE id = hansa.me()
RETURNING id, name, email, language, color_scheme
