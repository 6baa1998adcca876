-- What the proof of the feed alone asks for: a table in which each follower counts what it was given.

-- name: feed_proof_table
CREATE TABLE feed_proof_{month} (
  follower BIGINT NOT NULL,
  n BIGINT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (follower, n)
)

-- name: feed_proof_count
SELECT coalesce (max (n), 0) FROM feed_proof_{month} WHERE follower = $1

-- name: feed_proof_add
INSERT INTO feed_proof_{month} (follower, n, position) VALUES ($1, $2, $3)

-- name: feed_proof_wrong
SELECT count (*) FROM feed_proof_{month} WHERE follower = $1 AND n <> position
