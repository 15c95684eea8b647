-- $1 how many at most. Mails that are due, now this process's for a while.
SELECT m.id, m.to_address, m.subject, m.text_body, m.html_body, m.unsubscribe FROM hansa.mail_claim($1::integer) AS m
