-- GET /api/tasks/{id}
-- One task.
-- auth: viewer    returns: one    scope: tasks:read
-- :id uuid
-- > id uuid
-- > company_id uuid               the owner
-- > owner_name text?
-- > record_kind text?
-- > record_id uuid?
-- > record_title text?
-- > title text
-- > note text?
-- > due_on date?
-- > due_at timestamptz?
-- > remind_at timestamptz?
-- > assigned_to uuid?             somebody in your company
-- > assigned_name text?
-- > assigned_company uuid
-- > assigned_company_name text?
-- > shared bool
-- > state text
-- > done_at timestamptz?
-- > done_name text?
-- > part text                     all, part (done or not, and by whom) or none: what your company may change
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT t.id, t.company_id, o.name AS owner_name, t.record_kind, t.record_id, hansa.record_title(t.record_kind, t.record_id) AS record_title, t.title, t.note,
  t.due_on, t.due_at, t.remind_at, a.id AS assigned_to, a.name AS assigned_name, t.assigned_company, ac.name AS assigned_company_name, t.shared, t.state,
  t.done_at, d.name AS done_name, hansa.task_part(t) AS part, t.version, t.created_at, t.updated_at, t.version AS _etag
FROM hansa.task t
  LEFT JOIN hansa.company o ON o.id = t.company_id
  LEFT JOIN hansa.company ac ON ac.id = t.assigned_company
  LEFT JOIN hansa.person a ON a.id = t.assigned_to
  LEFT JOIN hansa.person d ON d.id = t.done_by
WHERE t.id = :id
