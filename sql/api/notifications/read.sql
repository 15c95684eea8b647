-- POST /api/notifications/read
-- Marks notifications as read: those listed, or all.
-- auth: viewer    returns: none
-- :ids  uuid[]?
SELECT hansa.notifications_read(:ids)
