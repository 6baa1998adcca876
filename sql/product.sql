-- name: product_get
SELECT p.id, p.name, p.category, c.name, p.created_at, p.archived_at
FROM product p LEFT JOIN category c ON c.id = p.category WHERE p.id = $1

-- name: product_find_many
SELECT id, name_key, COALESCE (category, 0) FROM product
WHERE name_key IN (SELECT value FROM texts ($1)) AND archived_at IS NULL

-- name: product_add
INSERT INTO product (name, name_key, category, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: product_rename
UPDATE product SET name = $2, name_key = $3 WHERE id = $1

-- name: product_set_category
UPDATE product SET category = $2 WHERE id = $1

-- name: product_archive
UPDATE product SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL

-- name: product_page
SELECT p.id, p.name, p.category, c.name, p.created_at, p.archived_at, p.name_key
FROM product p LEFT JOIN category c ON c.id = p.category
WHERE p.name_key > $1 AND p.archived_at IS NULL ORDER BY p.name_key LIMIT $2
