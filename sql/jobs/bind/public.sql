SELECT hansa.bind_public()
