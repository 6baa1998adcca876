-- name: suppression_set
INSERT INTO suppression (key, reason, detail, since) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET reason = excluded.reason, detail = excluded.detail
WHERE suppression.reason NOT IN (3, 4)

-- name: suppression_add_many
INSERT INTO suppression (key, reason, detail, since)
SELECT value, $2, $3, $4 FROM texts ($1) WHERE true
ON CONFLICT (key) DO NOTHING
RETURNING key

-- name: suppression_release
DELETE FROM suppression WHERE key = $1

-- name: suppression_find_many
SELECT key, reason, detail, since FROM suppression WHERE key IN (SELECT value FROM texts ($1))

-- name: suppression_page
SELECT key, reason, detail, since FROM suppression WHERE key > $1 ORDER BY key LIMIT $2

-- name: suppression_page_of_reason
SELECT key, reason, detail, since FROM suppression WHERE key > $1 AND reason = $3 ORDER BY key LIMIT $2
