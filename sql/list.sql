-- Lists and who is on them. States: 0 confirmed, 1 unconfirmed, 2 unsubscribed.

-- name: list_get
SELECT id, name, description, created_at, archived_at FROM list WHERE id = $1

-- name: list_find
SELECT id, name, description, created_at, archived_at FROM list WHERE name_key = $1 AND archived_at IS NULL

-- name: list_page
SELECT id, name, description, created_at, archived_at, name_key FROM list
WHERE name_key > $1 AND archived_at IS NULL ORDER BY name_key LIMIT $2

-- name: list_add
INSERT INTO list (name, name_key, description, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id

-- name: list_rename
UPDATE list SET name = $2, name_key = $3 WHERE id = $1

-- name: list_describe
UPDATE list SET description = $2 WHERE id = $1

-- name: list_archive
UPDATE list SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL

-- name: list_restore
UPDATE list SET archived_at = NULL WHERE id = $1

-- name: list_is_open
SELECT 1 FROM list WHERE id = $1 AND archived_at IS NULL

-- name: list_count
SELECT list, state, count(*) FROM contact_list WHERE list IN (SELECT value FROM int64s ($1)) GROUP BY list, state

-- $7: 1 when the person itself asks; else unsubscribed stays, and confirmed is not lowered to unconfirmed.
-- name: list_put
INSERT INTO contact_list (contact, list, state, since, why, why_id)
SELECT c.id, $2, $3, $4, $5, $6 FROM int64s ($1) AS l JOIN contact c ON c.id = l.value
WHERE c.state IN (0, 1)
ON CONFLICT (contact, list) DO UPDATE
SET state = excluded.state, since = excluded.since, why = excluded.why, why_id = excluded.why_id
WHERE contact_list.state <> excluded.state
  AND (CAST ($7 AS BIGINT) = 1 OR contact_list.state = 1 OR excluded.state = 2)
RETURNING contact

-- name: list_add_new
INSERT INTO contact_list (contact, list, state, since, why, why_id)
SELECT value, $2, $3, $4, $5, $6 FROM int64s ($1)

-- name: list_remove
DELETE FROM contact_list WHERE list = $2 AND contact IN (SELECT value FROM int64s ($1)) RETURNING contact

-- name: list_of_contacts
SELECT m.contact, m.list, l.name, m.state, m.since, m.why, m.why_id FROM contact_list m JOIN list l ON l.id = m.list
WHERE m.contact IN (SELECT value FROM int64s ($1)) AND l.archived_at IS NULL ORDER BY m.contact, l.name_key
