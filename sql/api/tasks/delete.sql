-- DELETE /api/tasks/{id}
-- Deletes a task of your company.
-- auth: member    returns: none    scope: tasks:write
-- :id uuid
SELECT hansa.task_delete(:id)
