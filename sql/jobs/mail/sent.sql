SELECT hansa.mail_sent($1::uuid)
