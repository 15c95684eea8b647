-- lane: slow
-- Works off a portion of the import that import_take took. How many rows; 0: there was none.
SELECT hansa.import_step()
