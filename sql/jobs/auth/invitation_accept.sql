SELECT * FROM hansa.invitation_accept($1::bytea, $2::text, $3::text, $4::bytea)
