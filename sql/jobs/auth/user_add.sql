-- lane: none
SELECT * FROM hansa.user_add($1::text, $2::text, $3::text, $4::text, $5::text, NULL)
