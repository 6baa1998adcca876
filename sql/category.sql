-- name: category_get
SELECT id, name, created_at, archived_at FROM category WHERE id = $1

-- name: category_find_many
SELECT id, name_key FROM category WHERE name_key IN (SELECT value FROM texts ($1)) AND archived_at IS NULL

-- name: category_add
INSERT INTO category (name, name_key, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: category_rename
UPDATE category SET name = $2, name_key = $3 WHERE id = $1

-- name: category_archive
UPDATE category SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL

-- name: category_page
SELECT id, name, created_at, archived_at, name_key FROM category
WHERE name_key > $1 AND archived_at IS NULL ORDER BY name_key LIMIT $2
