-- lane: none
-- A migration that waits for a lock makes everybody behind it wait too: give up soon, and try again.
SET LOCAL lock_timeout = '2s'
