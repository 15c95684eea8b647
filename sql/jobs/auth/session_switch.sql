SELECT hansa.session_switch($1::bytea, $2::uuid)
