-- GET /feeds/{file}
-- A calendar feed in iCalendar form, for whoever has its address.
-- auth: public    returns: text    content-type: text/calendar    lane: slow
-- :file  text   26..26; the token and .ics
SELECT f.ics FROM (SELECT hansa.calendar_ics(left(:file, 22)) AS ics OFFSET 0) f WHERE f.ics IS NOT NULL AND right(:file, 4) = '.ics'
