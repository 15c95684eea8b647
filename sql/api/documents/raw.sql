-- GET /api/documents/{id}/raw
-- The interchange a document came in, as it was sent.
-- auth: viewer    returns: text    scope: documents:read
-- :id uuid
SELECT hansa.bytes_text(i.raw) AS raw
FROM hansa.grant_ g JOIN hansa.edi_document d ON d.id = g.record_id JOIN hansa.edi_interchange i ON i.id = d.interchange_id
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())
