-- lane: slow
SELECT interchange_id, state, duplicate, ack, orders, refusal FROM hansa.edi_receive($1::jsonb, $2::bytea, $3::bytea)
