SELECT * FROM hansa.invitation_create($1::text, $2::text, $3::bytea, $4::text)
