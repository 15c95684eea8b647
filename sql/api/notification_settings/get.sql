-- GET /api/notification-settings
-- How you want to be told, in this company: by class of notification in the portal, in the browser, by mail.
-- auth: viewer    returns: one
-- > classes {needs_you {portal bool, browser bool, mail text}, mention {portal bool, browser bool, mail text}, watching {portal bool, browser bool, mail text}}
-- > digest_hour int       of your day
-- > quiet_from text?      22:00; no mail and nothing in the browser until quiet_to
-- > quiet_to text?
-- > time_zone text
-- > sound bool
-- > quiet_now bool
SELECT s.classes, s.digest_hour, to_char(s.quiet_from, 'HH24:MI') AS quiet_from, to_char(s.quiet_to, 'HH24:MI') AS quiet_to, s.time_zone, s.sound,
  hansa.quiet_end(s.quiet_from, s.quiet_to, s.time_zone, now()) IS NOT NULL AS quiet_now
FROM hansa.notice_setting() s
