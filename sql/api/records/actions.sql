-- GET /api/records/{id}/actions
-- What your side can do with a record in its present state.
-- auth: viewer    returns: many    scope: records:read
-- :id uuid
-- > action text
-- > to_state text
-- > role_ok bool  whether your role suffices
-- > requires [text]
SELECT e.value ->> 'action' AS action, e.value ->> 'to_state' AS to_state, (e.value ->> 'role_ok')::boolean AS role_ok, e.value -> 'requires' AS requires
FROM jsonb_array_elements(hansa.record_actions(:id)) WITH ORDINALITY e ORDER BY e.ordinality
