SELECT hansa.mail_failed($1::uuid, $2::text)
