-- name: setting_find
SELECT value FROM setting WHERE name = $1

-- name: setting_list
SELECT name, value FROM setting ORDER BY name

-- name: setting_among
SELECT name, value FROM setting WHERE name IN (SELECT value FROM texts ($1))

-- name: setting_set
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: setting_remove
DELETE FROM setting WHERE name = $1

-- name: setting_make
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
