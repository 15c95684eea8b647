-- lane: none
COMMIT
