-- name: feed_head
SELECT position, epoch, month FROM feed_head WHERE id = 1

-- name: feed_init
INSERT INTO feed_head (id, position, epoch, month) VALUES (1, 0, $1, $2) ON CONFLICT (id) DO NOTHING

-- name: feed_take
UPDATE feed_head SET position = position + $1 WHERE id = 1 RETURNING position, month

-- name: feed_set_month
UPDATE feed_head SET month = $1 WHERE id = 1

-- name: feed_set_epoch
UPDATE feed_head SET epoch = $1 WHERE id = 1

-- name: feed_add_month
INSERT INTO feed_month (month, first_position) VALUES ($1, $2)

-- name: feed_months
SELECT month, first_position FROM feed_month ORDER BY month

-- name: feed_make_month [sqlite]
CREATE TABLE event_{month} (
  position INTEGER NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  contact BIGINT,
  members BLOB,
  target BIGINT,
  amount BIGINT,
  actor SMALLINT NOT NULL,
  actor_id BIGINT,
  request TEXT,
  data TEXT
)

-- name: feed_make_month [postgresql]
CREATE TABLE event_{month} PARTITION OF event (month DEFAULT {month}, PRIMARY KEY (position)) FOR VALUES IN ({month})

-- name: feed_add_event
INSERT INTO event_{month} (position, at, kind, contact, members, target, amount, actor, actor_id, request, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: feed_read
SELECT position, at, kind, contact, members, target, amount, actor, actor_id, request, data
FROM event_{month} WHERE position > $1 ORDER BY position LIMIT $2

-- name: feed_get_many
SELECT position, at, kind, contact, members, target, amount, actor, actor_id, request, data
FROM event_{month} WHERE position IN (SELECT value FROM int64s ($1)) ORDER BY position

-- name: follower_make
INSERT INTO follower (name, epoch, position) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING

-- name: follower_find
SELECT epoch, position FROM follower WHERE name = $1

-- name: follower_lock [sqlite]
SELECT epoch, position FROM follower WHERE name = $1

-- name: follower_lock [postgresql]
SELECT epoch, position FROM follower WHERE name = $1 FOR UPDATE

-- name: follower_move
UPDATE follower SET epoch = $2, position = $3 WHERE name = $1

-- name: history_add
INSERT INTO history (subject, position) VALUES ($1, $2) ON CONFLICT (subject, position) DO NOTHING

-- name: history_clear
DELETE FROM history

-- name: history_before
SELECT position FROM history WHERE subject = $1 AND position < $2 ORDER BY position DESC LIMIT $3

-- name: history_of_range
SELECT DISTINCT position FROM history WHERE (subject BETWEEN $1 AND $2 OR subject = $3) AND position > $4
ORDER BY position LIMIT $5
