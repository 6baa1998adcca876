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

-- name: db_tables [sqlite]
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'contact_number'
ORDER BY name

-- name: db_tables [postgresql]
SELECT CAST (c.relname AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema () AND c.relkind = 'r' ORDER BY c.relname

-- name: db_columns [sqlite]
SELECT name FROM pragma_table_info ($1) ORDER BY cid

-- name: db_columns [postgresql]
SELECT CAST (a.attname AS TEXT) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema () AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum

-- name: db_reset_sequences [sqlite]
UPDATE contact_number SET next = (SELECT coalesce (max (id), 0) + 1 FROM contact)

-- name: db_reset_sequences [postgresql]
SELECT setval (CAST (s.oid AS regclass), CAST ((xpath ('/row/m/text()',
  query_to_xml (format ('SELECT coalesce (max (id), 0) + 1 AS m FROM %I', t.relname), false, true, '')))[1] AS TEXT)::BIGINT,
  false)
FROM pg_class s JOIN pg_depend d ON d.objid = s.oid JOIN pg_class t ON t.oid = d.refobjid
JOIN pg_namespace n ON n.oid = s.relnamespace
WHERE s.relkind = 'S' AND n.nspname = current_schema () AND d.deptype IN ('a', 'i')
UNION ALL SELECT setval ('contact_sequence', (SELECT coalesce (max (id), 0) + 1 FROM contact), false)
