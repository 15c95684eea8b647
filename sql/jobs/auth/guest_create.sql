SELECT * FROM hansa.guest_invite($1::uuid, $2::text, $3::text, $4::text, $5::int, $6::boolean, $7::bytea, $8::text)
