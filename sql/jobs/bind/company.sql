SELECT hansa.bind_company($1::uuid)
