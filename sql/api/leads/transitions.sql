-- GET /api/leads/transitions
-- The life cycle of a lead: from which stage which side may go where, by what action, and what that needs.
-- auth: viewer    returns: many    scope: leads:read
-- > from_state text
-- > action text
-- > to_state text
-- > side text  owner, grantee or either
-- > role text  the least role
-- > requires [text]
SELECT t.from_state, t.action, t.to_state, t.side, t.role, to_jsonb(t.requires) AS requires
FROM hansa.transition t WHERE t.kind = 'lead' ORDER BY t.from_state, t.action, t.side
