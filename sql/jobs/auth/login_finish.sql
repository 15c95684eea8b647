SELECT * FROM hansa.login_finish($1::uuid, $2::bytea, $3::text, $4::boolean)
