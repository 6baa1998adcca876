-- name: export_numbers
SELECT id FROM contact WHERE id > $1 AND state = 0 ORDER BY id LIMIT $2
