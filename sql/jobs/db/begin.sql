-- lane: none
BEGIN
