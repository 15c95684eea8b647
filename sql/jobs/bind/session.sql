SELECT * FROM hansa.bind_session($1::bytea, $2::text)
