-- The newest migration of the database.
SELECT hansa.schema_version()
