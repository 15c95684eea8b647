-- lane: slow
-- $1 where the portal is. Reminders that are due, and mails about what stays unread.
SELECT hansa.notice_run($1::text)
