-- DELETE /api/sessions
-- Log out on every device, this one too.
-- auth: viewer    returns: none
SELECT hansa.sessions_close_all()
