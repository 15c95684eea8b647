-- One row more than a sheet may have, so that too many are noticed and not cut off in silence.
SELECT * FROM (
:_statement
) AS sheet LIMIT 50001
