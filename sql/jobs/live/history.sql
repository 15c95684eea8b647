-- Names the history in which transaction numbers count: another database, or one restored to a former moment, has another.
SELECT s.system_identifier::text || '.' || c.timeline_id::text FROM pg_control_system() AS s, pg_control_checkpoint() AS c
