-- lane: none
SELECT hansa.company_create($1::text, $2::text, $3::text, $4::text)
