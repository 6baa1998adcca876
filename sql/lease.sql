-- name: lease_take
INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= $4

-- name: lease_check
SELECT 1 FROM lease WHERE name = $1 AND holder = $2 AND until > $3

-- name: lease_release
DELETE FROM lease WHERE name = $1 AND holder = $2

-- name: lease_holder
SELECT holder FROM lease WHERE name = $1

-- name: lease_take_over
UPDATE lease SET holder = $3, until = $4 WHERE name = $1 AND holder = $2
