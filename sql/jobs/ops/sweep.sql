-- lane: slow
-- What time alone brings about; one process at a time.
SELECT hansa.sweep()
