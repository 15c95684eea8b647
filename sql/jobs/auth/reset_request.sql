SELECT hansa.reset_request($1::text, $2::bytea, $3::text)
