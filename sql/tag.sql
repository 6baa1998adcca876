-- Tags and who wears them. Pairs ($1) hold a contact in their lower 32 bits and a tag above.

-- name: tag_get
SELECT id, name, origin, origin_id, description, created_at, archived_at FROM tag WHERE id = $1

-- name: tag_find
SELECT id, name, origin, origin_id, description, created_at, archived_at FROM tag
WHERE name_key = $1 AND archived_at IS NULL

-- name: tag_find_many
SELECT id, name_key FROM tag WHERE name_key IN (SELECT value FROM texts ($1)) AND archived_at IS NULL

-- name: tag_page
SELECT id, name, origin, origin_id, description, created_at, archived_at, name_key FROM tag
WHERE name_key > $1 AND archived_at IS NULL ORDER BY name_key LIMIT $2

-- name: tag_add
INSERT INTO tag (name, name_key, origin, origin_id, description, named, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id

-- name: tag_rename
UPDATE tag SET name = $2, name_key = $3, named = $4 WHERE id = $1

-- name: tag_describe
UPDATE tag SET description = $2 WHERE id = $1

-- name: tag_archive
UPDATE tag SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL

-- name: tag_restore
UPDATE tag SET archived_at = NULL WHERE id = $1

-- name: tag_is_open
SELECT 1 FROM tag WHERE id = $1 AND archived_at IS NULL

-- name: tag_count
SELECT tag, count(*) FROM contact_tag WHERE tag IN (SELECT value FROM int64s ($1)) GROUP BY tag

-- name: tag_set
INSERT INTO contact_tag (contact, tag, since, why, why_id, ends_at)
SELECT c.id, $2, $3, $4, $5, $6 FROM int64s ($1) AS l JOIN contact c ON c.id = l.value
WHERE c.state IN (0, 1)
ON CONFLICT (contact, tag) DO NOTHING RETURNING contact

-- name: tag_lengthen
UPDATE contact_tag SET ends_at = $3
WHERE tag = $2 AND contact IN (SELECT value FROM int64s ($1)) AND ends_at IS NOT NULL
  AND (CAST ($3 AS BIGINT) IS NULL OR ends_at < $3)

-- name: tag_remove
DELETE FROM contact_tag WHERE tag = $2 AND contact IN (SELECT value FROM int64s ($1)) RETURNING contact

-- name: tag_set_pairs
INSERT INTO contact_tag (contact, tag, since, why, why_id, ends_at)
SELECT c.id, t.id, $2, $3, $4, $5 FROM int64s ($1) AS l
JOIN contact c ON c.id = (l.value & 4294967295) JOIN tag t ON t.id = (l.value >> 32)
WHERE c.state IN (0, 1) AND t.archived_at IS NULL
ON CONFLICT (contact, tag) DO NOTHING RETURNING contact, tag

-- name: tag_add_pairs
INSERT INTO contact_tag (contact, tag, since, why, why_id)
SELECT value & 4294967295, value >> 32, $2, $3, $4 FROM int64s ($1)

-- name: tag_lengthen_pairs
UPDATE contact_tag SET ends_at = $2
WHERE (contact, tag) IN (SELECT value & 4294967295, value >> 32 FROM int64s ($1)) AND ends_at IS NOT NULL
  AND (CAST ($2 AS BIGINT) IS NULL OR ends_at < $2)

-- name: tag_remove_pairs
DELETE FROM contact_tag WHERE (contact, tag) IN (SELECT value & 4294967295, value >> 32 FROM int64s ($1))
RETURNING contact, tag

-- name: tag_is_due
SELECT 1 FROM contact_tag WHERE ends_at <= $1 LIMIT 1

-- name: tag_expire
DELETE FROM contact_tag
WHERE (contact, tag) IN (SELECT contact, tag FROM contact_tag WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)
  AND ends_at <= $1
RETURNING contact, tag

-- name: tag_of_contacts
SELECT w.contact, w.tag, t.name, w.since, w.why, w.why_id, w.ends_at FROM contact_tag w JOIN tag t ON t.id = w.tag
WHERE w.contact IN (SELECT value FROM int64s ($1)) AND t.archived_at IS NULL ORDER BY w.contact, t.name_key

-- name: tag_wearers
SELECT contact FROM contact_tag WHERE contact BETWEEN $2 AND $3 AND tag = $1 ORDER BY contact

-- name: tag_test_contacts
INSERT INTO contact (id, state, created_at, changed_at) SELECT value, $2, 0, 0 FROM int64s ($1)

-- name: tag_test_state
UPDATE contact SET state = $2 WHERE id IN (SELECT value FROM int64s ($1))
