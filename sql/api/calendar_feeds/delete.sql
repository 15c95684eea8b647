-- DELETE /api/calendar-feeds/{id}
-- Takes a feed away: its address stops working.
-- auth: viewer    returns: none
-- :id uuid
SELECT hansa.calendar_feed_delete(:id)
