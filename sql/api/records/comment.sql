-- POST /api/records/{id}/comments
-- Says something on a record: to all who work on it, or to your own company only.
-- auth: member    returns: one    status: 201    idempotent    scope: records:comment
-- :id          uuid
-- :text        text            1..10000
-- :visibility  text = shared   one of shared|own
-- > id uuid
SELECT hansa.comment_add(:id, :text, :visibility) AS id
