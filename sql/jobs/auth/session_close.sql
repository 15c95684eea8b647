SELECT hansa.session_close($1::bytea)
