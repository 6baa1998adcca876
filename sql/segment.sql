-- name: segment_tree
SELECT tree FROM segment WHERE id = $1

-- name: segment_get
SELECT id, name, tree, created_at, changed_at, archived_at FROM segment WHERE id = $1

-- name: segment_find
SELECT id, name, tree, created_at, changed_at, archived_at FROM segment WHERE name_key = $1 AND archived_at IS NULL

-- name: segment_page
SELECT id, name, tree, created_at, changed_at, archived_at FROM segment
WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: segment_taken
SELECT id FROM segment WHERE name_key = $1 AND archived_at IS NULL AND id <> $2

-- name: segment_add
INSERT INTO segment (name, name_key, tree, created_at, changed_at) VALUES ($1, $2, $3, $4, $4) RETURNING id

-- name: segment_set
UPDATE segment SET name = COALESCE ($2, name), name_key = COALESCE ($3, name_key), tree = COALESCE ($4, tree),
  changed_at = $5 WHERE id = $1

-- name: segment_archive
UPDATE segment SET archived_at = $2, changed_at = $2 WHERE id = $1 AND archived_at IS NULL
