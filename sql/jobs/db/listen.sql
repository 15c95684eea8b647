-- lane: none
LISTEN hansa_bell
