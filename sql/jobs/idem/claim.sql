SELECT hansa.idem_claim($1::text, $2::text, $3::bytea)
