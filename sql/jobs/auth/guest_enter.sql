SELECT * FROM hansa.guest_enter($1::bytea, $2::text, $3::text, $4::text, $5::bytea, $6::text)
