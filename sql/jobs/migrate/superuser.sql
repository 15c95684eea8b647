-- lane: none
SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user
