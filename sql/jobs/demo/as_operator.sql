-- lane: none
RESET ROLE
