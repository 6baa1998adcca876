-- name: idempotency_find
SELECT request_hash, status, headers, body FROM idempotency WHERE principal = $1 AND key = $2 AND at >= $3

-- name: idempotency_store
INSERT INTO idempotency (principal, key, request_hash, status, headers, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (principal, key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status,
  headers = excluded.headers, body = excluded.body, at = excluded.at WHERE idempotency.at < $8

-- name: idempotency_remove_before
DELETE FROM idempotency WHERE at < $1
