-- name: address_find
SELECT contact FROM address WHERE key = $1

-- name: address_find_many
SELECT key, contact FROM address WHERE key IN (SELECT value FROM texts ($1))

-- name: address_add
INSERT INTO address (key, contact, spelling, is_primary, added_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO NOTHING

-- name: address_count_between
SELECT count (*) FROM address WHERE contact BETWEEN $1 AND $2

-- name: address_list
SELECT key, COALESCE (spelling, key), is_primary, added_at FROM address WHERE contact = $1
ORDER BY is_primary DESC, added_at, key LIMIT 1000

-- name: address_chosen_many
SELECT contact, COALESCE (spelling, key) FROM address
WHERE contact IN (SELECT value FROM int64s ($1)) AND is_primary = 1

-- name: address_remove
DELETE FROM address WHERE key = $1

-- name: address_choose
UPDATE address SET is_primary = CASE WHEN key = $2 THEN 1 ELSE 0 END WHERE contact = $1

-- name: address_respell
UPDATE address SET spelling = $2 WHERE key = $1
