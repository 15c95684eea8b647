-- $1 name, $2 scope, $3 where the portal is. One row: the feed and its address.
SELECT n.id, n.link FROM hansa.calendar_feed_new($1::text, $2::text, $3::text) n
