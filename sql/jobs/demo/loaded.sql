-- lane: none
-- Whether there is any company yet: the demo network is laid only on empty ground.
SELECT EXISTS (SELECT FROM hansa.company) AS loaded
