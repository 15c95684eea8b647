-- lane: none
ROLLBACK
