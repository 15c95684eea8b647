-- lane: slow
-- The import whose turn it is, its person bound for this transaction; null: none.
SELECT hansa.import_take()
