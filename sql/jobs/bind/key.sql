SELECT * FROM hansa.bind_key($1::bytea, $2::text, $3::text)
