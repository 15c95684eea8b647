-- lane: none
SET ROLE hansa_owner
