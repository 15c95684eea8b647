SELECT * FROM hansa.guest_lookup($1::bytea)
