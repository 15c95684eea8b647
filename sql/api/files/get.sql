-- GET /api/files/{id}
-- The file itself.
-- PNG, JPEG, GIF and WebP of at most 40 million pixels come as what they are; everything else is a download that a browser
-- does nothing with. Who may see the message may have its files.
-- auth: guest    returns: bytes    scope: rooms:read
-- :id     uuid
SELECT CASE WHEN f.preview THEN f.type ELSE 'application/octet-stream' END AS content_type, f.name,
  CASE WHEN f.preview THEN 'inline' ELSE 'attachment' END AS disposition, encode(f.sha256, 'hex') AS _etag,
  CASE WHEN encode(f.sha256, 'hex') IS DISTINCT FROM :_seen THEN c.bytes END AS bytes
FROM hansa.file_ f JOIN hansa.file_content c ON c.company_id = f.company_id AND c.sha256 = f.sha256
WHERE f.id = :id
