SELECT hansa.reset_redeem($1::bytea, $2::text)
