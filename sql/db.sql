-- What the db layer itself asks for.

-- name: db_server_time [sqlite]
SELECT CAST (ROUND ((julianday ('now') - 2440587.5) * 86400000.0) AS BIGINT)

-- name: db_server_time [postgresql]
SELECT CAST (extract (epoch FROM clock_timestamp ()) * 1000 AS BIGINT)

-- name: db_schema_version
SELECT version, oldest_program FROM schema_version ORDER BY version DESC LIMIT 1

-- name: db_schema_add
INSERT INTO schema_version (version, oldest_program, name, applied_at) VALUES ($1, $2, $3, $4)

-- name: db_schema_make
CREATE TABLE IF NOT EXISTS schema_version (
  version INTEGER NOT NULL PRIMARY KEY,
  oldest_program INTEGER NOT NULL,
  name TEXT NOT NULL,
  applied_at BIGINT NOT NULL
)

-- name: db_schema_lock [sqlite]
SELECT 1

-- name: db_schema_lock [postgresql]
SELECT pg_advisory_xact_lock (hashtext ('tagpost schema ' || current_schema ()))

-- name: db_announce [sqlite]
SELECT 1

-- name: db_announce [postgresql]
SELECT pg_notify ('tagpost ' || current_schema (), '')

-- name: db_test_count
SELECT count (*) FROM int64s ($1)

-- name: db_test_max
SELECT max (value) FROM int64s ($1)
