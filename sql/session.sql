-- name: session_add
INSERT INTO session (hash, app_user, created_at, seen_at) VALUES ($1, $2, $3, $3)

-- name: session_find
SELECT session.app_user, app_user.role, session.seen_at FROM session JOIN app_user ON app_user.id = session.app_user
WHERE session.hash = $1 AND session.seen_at >= $2 AND app_user.archived_at IS NULL

-- name: session_remove
DELETE FROM session WHERE hash = $1

-- name: session_remove_of_user
DELETE FROM session WHERE app_user = $1

-- name: session_trim
DELETE FROM session WHERE app_user = $1 AND hash NOT IN
  (SELECT hash FROM session WHERE app_user = $1 ORDER BY seen_at DESC, hash LIMIT $2)

-- name: session_touch
UPDATE session SET seen_at = $2 WHERE hash = $1

-- name: session_remove_before
DELETE FROM session WHERE seen_at < $1
