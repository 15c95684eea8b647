-- GET /api/imports/fields
-- What an import of a kind can fill. An amount is written as 12500.00, a person or an account by mail address or name.
-- auth: member    returns: many    scope: imports:read
-- :kind  text   one of lead|account|contact|product
-- > field text
-- > type text
-- > needed bool
SELECT f.field, f.type, f.needed FROM hansa.import_fields(:kind) f
