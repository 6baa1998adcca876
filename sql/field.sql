-- name: field_list
SELECT id, name, name_key, type, several, anniversary, choices, created_at, archived_at FROM field ORDER BY name_key, id
LIMIT 1000

-- name: field_count
SELECT count (*) FROM field

-- name: field_named
SELECT id FROM field WHERE name_key = $1 AND archived_at IS NULL

-- name: field_add
INSERT INTO field (name, name_key, type, several, anniversary, choices, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id

-- name: field_rename
UPDATE field SET name = $2, name_key = $3 WHERE id = $1 AND archived_at IS NULL

-- name: field_set_choices
UPDATE field SET choices = $2 WHERE id = $1 AND archived_at IS NULL

-- name: field_archive
UPDATE field SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL

-- name: field_type
SELECT type FROM field WHERE id = $1 AND archived_at IS NULL
