-- PUT /api/notification-settings
-- Changes what is given of how you want to be told. Mail is off, once (each, when it stays unread for ten minutes) or digest (one a day).
-- auth: viewer    returns: none
-- :classes      json?   {"needs_you": {"portal": true, "browser": true, "mail": "once"}, "mention": …, "watching": …}
-- :digest_hour  int?    0..23
-- :quiet_from   text?   5..5; with quiet_to; null for both: no quiet hours
-- :quiet_to     text?   5..5
-- :time_zone    text?   1..60; such as Europe/Warsaw
-- :sound        bool?
SELECT hansa.notice_setting_put(:_body)
