-- lane: slow
-- Puts the import whose portion failed behind the others.
SELECT hansa.import_later()
