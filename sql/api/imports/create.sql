-- POST /api/imports
-- Takes a CSV file (the body): a header and up to 20,000 rows. Nothing is made before it is run; the mapping is a guess by the headings.
-- auth: member    returns: one    status: 201    scope: imports:write    lane: slow    body_cap: 10485760
-- :kind  text   one of lead|account|contact|product
-- :name  text   1..200; such as the name of the file
-- :rows  csv    2..20001
-- > id uuid
-- > columns [text]
-- > rows int
-- > sample [[text]]   the first five rows
-- > mapping json      the number of a column, from 0, and its field
SELECT n.id, to_jsonb(i.columns) AS columns, jsonb_array_length(:rows) - 1 AS rows,
  (SELECT coalesce(jsonb_agg((SELECT coalesce(jsonb_agg(hansa.csv_text(c.cell) ORDER BY c.n), '[]') FROM jsonb_array_elements_text(r.row) WITH ORDINALITY c (cell, n)) ORDER BY r.n), '[]')
    FROM jsonb_array_elements(jsonb_path_query_array(:rows, '$[1 to 5]')) WITH ORDINALITY r (row, n)) AS sample,
  hansa.import_guess(:kind, i.columns) AS mapping
FROM (SELECT ARRAY(SELECT left(btrim(hansa.csv_text(h)), 200) FROM jsonb_array_elements_text(:rows -> 0) h) AS columns) i, hansa.import_new(:kind, :name, :rows) n
