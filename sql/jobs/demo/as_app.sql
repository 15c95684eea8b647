-- lane: none
SET LOCAL ROLE hansa_app
