-- lane: none
-- $1 thousands of leads, for sql/demo/scale.sql on the same connection
SELECT set_config('hansa.scale', $1::text, false)
