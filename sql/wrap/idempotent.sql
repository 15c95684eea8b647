-- The answer of a create is kept under its Idempotency-Key as the very bytes that the client gets.
WITH answer AS (
:_statement
)
SELECT hansa.idem_save(:_key, :_route, row_to_json(answer)) FROM answer
