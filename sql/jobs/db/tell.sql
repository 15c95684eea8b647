-- lane: none
SELECT pg_notify('hansa_bell', $1::text)
