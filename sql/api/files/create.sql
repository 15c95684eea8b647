-- POST /api/files
-- Brings a file, to be sent with a message.
-- The body is the file itself, at most 20 MiB or what the company's rule allows. What it is is found out from its bytes.
-- It is seen by nobody else until a message names it, and goes after a day if none does.
-- auth: guest    returns: one    status: 201    scope: rooms:write    body_cap: 20971520
-- :name   text    1..255; what it is called
-- :bytes  bytes   the file
-- > id uuid
-- > name text         without a path and without characters that cannot be seen
-- > type text         by its bytes, such as image/png
-- > size bigint       in bytes
-- > width int?        of an image
-- > height int?
-- > preview bool      whether GET /api/files/{id} shows it as an image
SELECT f.id, f.name, f.type, f.size, f.width, f.height, f.preview
FROM hansa.file_add(:name, :bytes, :_sha256, :_type, :_width, :_height, :_preview) f
