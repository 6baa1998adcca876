-- After a restore (core/backup.c).

-- name: backup_clear_leases
DELETE FROM lease

-- Scheduled (1) and sending (2) campaigns are paused (3).
-- name: backup_hold_campaigns
UPDATE campaign SET state = 3 WHERE state IN (1, 2)
