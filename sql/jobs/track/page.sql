-- $1 the token of a tracking link. One row; null: there is no such link.
SELECT hansa.track($1::text)::text
