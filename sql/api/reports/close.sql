-- POST /api/reports/{id}/close
-- Closes a report, with or without removing the message.
-- auth: admin    returns: none
-- :id      uuid
-- :remove  bool
SELECT hansa.report_close(:id, :remove)
