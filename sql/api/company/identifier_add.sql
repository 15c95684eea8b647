-- POST /api/company/identifiers
-- Adds an identifier. An ISA address is written qualifier:id, such as ZZ:EXAMPLE.
-- auth: admin    returns: one    status: 201    idempotent
-- :scheme  text   one of domain|duns|gln|tax|isa
-- :value   text   1..253
-- > id uuid
-- > scheme text
-- > value text
SELECT i.id, i.scheme, i.value FROM hansa.identifier_add(:scheme, :value) i
