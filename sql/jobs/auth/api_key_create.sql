SELECT * FROM hansa.api_key_create($1::text, $2::text[], now() + make_interval(days => $3::int), $4::text, $5::bytea)
