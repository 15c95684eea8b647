SELECT * FROM hansa.bind_live($1::bytea, $2::uuid, $3::text)
