-- $1 the token of a link in a mail, $2 whether to act, $3 a language for who is unknown. One row.
SELECT u.known, u.html FROM hansa.unsubscribe($1::text, $2::boolean, $3::text) u
