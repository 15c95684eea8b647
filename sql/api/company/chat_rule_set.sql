-- PUT /api/company/chat-rule
-- Sets the rule for your company's messages, wherever they were written.
-- auth: admin    returns: none
-- :retention_days  int?           1..36500; erased when so old; left out: kept
-- :edit_minutes    int?           0..525600; left out: always
-- :delete_allowed  bool = true
-- :file_max_mb     int = 20       0..20
-- :file_types      text[]?        such as image/png or image/*; left out: all
-- :guests_allowed  bool = true
SELECT hansa.chat_rule_set(:retention_days, :edit_minutes, :delete_allowed, :file_max_mb, :file_types, :guests_allowed)
