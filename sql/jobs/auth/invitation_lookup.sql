SELECT * FROM hansa.invitation_lookup($1::bytea)
