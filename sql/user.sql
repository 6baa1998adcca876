-- name: user_add
INSERT INTO app_user (email, email_key, name, role, password, language, created_at, password_changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id

-- name: user_count
SELECT count (*) FROM app_user WHERE archived_at IS NULL

-- name: user_get
SELECT id, email, name, role, language, created_at FROM app_user WHERE id = $1 AND archived_at IS NULL

-- name: user_find
SELECT id, email, name, role, language, created_at FROM app_user WHERE email_key = $1 AND archived_at IS NULL

-- name: user_list
SELECT id, email, name, role, language, created_at FROM app_user WHERE archived_at IS NULL ORDER BY email_key LIMIT $1

-- name: user_password
SELECT password FROM app_user WHERE id = $1 AND archived_at IS NULL

-- Held to the end of the transaction, so that two owners cannot remove each other at the same time.
-- name: user_lock_owners [sqlite]
SELECT id FROM app_user WHERE role = $1 AND archived_at IS NULL ORDER BY id

-- name: user_lock_owners [postgresql]
SELECT id FROM app_user WHERE role = $1 AND archived_at IS NULL ORDER BY id FOR UPDATE

-- name: user_change
UPDATE app_user SET name = $2, role = $3, language = $4 WHERE id = $1 AND archived_at IS NULL

-- name: user_set_password
UPDATE app_user SET password = $2, password_changed_at = $3 WHERE id = $1 AND archived_at IS NULL

-- A hash made anew of the same password: sessions go on.
-- name: user_renew_hash
UPDATE app_user SET password = $3 WHERE id = $1 AND password = $2

-- name: user_archive
UPDATE app_user SET archived_at = $2, password = '' WHERE id = $1 AND archived_at IS NULL
