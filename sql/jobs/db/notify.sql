-- lane: none
NOTIFY hansa_bell
