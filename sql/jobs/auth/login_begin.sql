SELECT * FROM hansa.login_begin($1::text, $2::text)
