SELECT hansa.idem_save($1::text, $2::text, '{}'::json)
