-- name: token_add
INSERT INTO token (name, name_key, hash, scopes, app_user, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id

-- name: token_count
SELECT count (*) FROM token WHERE archived_at IS NULL

-- name: token_find
SELECT id, name, scopes, app_user, created_at, used_at FROM token WHERE hash = $1 AND archived_at IS NULL

-- name: token_find_name
SELECT id, name, scopes, app_user, created_at, used_at FROM token WHERE name_key = $1 AND archived_at IS NULL

-- name: token_get
SELECT id, name, scopes, app_user, created_at, used_at FROM token WHERE id = $1 AND archived_at IS NULL

-- name: token_list
SELECT id, name, scopes, app_user, created_at, used_at FROM token WHERE archived_at IS NULL ORDER BY id LIMIT $1

-- name: token_archive
UPDATE token SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL

-- name: token_archive_of_user
UPDATE token SET archived_at = $2 WHERE app_user = $1 AND archived_at IS NULL

-- name: token_touch
UPDATE token SET used_at = $2 WHERE id IN (SELECT value FROM int64s ($1))
