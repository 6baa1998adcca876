-- name: note_add
INSERT INTO note (contact, at, kind, text, author) VALUES ($1, $2, $3, $4, $5) RETURNING id

-- name: note_remove
DELETE FROM note WHERE id = $1 AND contact = $2

-- name: note_page
SELECT id, contact, at, kind, text, author FROM note WHERE contact = $1 AND id < $2 ORDER BY id DESC LIMIT $3
