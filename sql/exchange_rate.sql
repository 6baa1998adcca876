-- name: exchange_rate_set
INSERT INTO exchange_rate (currency, since, rate) VALUES ($1, $2, $3)
ON CONFLICT (currency, since) DO UPDATE SET rate = excluded.rate

-- name: exchange_rate_remove
DELETE FROM exchange_rate WHERE currency = $1 AND since = $2

-- name: exchange_rate_count
SELECT count (*) FROM exchange_rate

-- name: exchange_rate_list
SELECT currency, since, rate FROM exchange_rate ORDER BY currency, since LIMIT $1
