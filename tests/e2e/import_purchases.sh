# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Importing purchases by the command line: outcome, rehearsal, refunds, refused rows, other currencies, exit statuses, and
# a run that is killed in the middle and goes on.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# counts: rows, orders, added, unchanged, refused, contacts_added of the JSON on stdin.
counts() { python3 -c 'import json, sys; o = json.load(sys.stdin); print(*(o[k] for k in ("rows", "orders", "added", "unchanged", "refused", "contacts_added")))'; }
import() { tagpost --json import purchases "$@" 2>>"$work/err"; }

sample="$root/tools/sample/purchases.csv"
rehearsed="$(import "$sample" --dry-run)"
is "a rehearsal has no id" "$(json id <<<"$rehearsed")" null
outcome="$(import "$sample")"
is "the outcome is as rehearsed" "$(counts <<<"$outcome")" "$(counts <<<"$rehearsed")"
is "no row is lost" "$(json rows <<<"$outcome")" "$(($(wc -l <"$sample") - 1))"
is "the same again changes nothing" "$(import "$sample" | json added)" 0

# German Excel, newest first: the refund stands before its order.
printf '\xef\xbb\xbfE-Mail;Bestellnummer;Datum;Artikel;Menge;Betrag\r\n' >"$work/shop.csv"
{
  printf 'anna@example.com;A1;20.02.2026;Mühle;-1;-1.049,00\r\n'
  printf 'anna@example.com;A1;31.02.2026;Mühle;1;1.049,00\r\n'
  printf 'anna@example.com;A1;01.02.2026;Mühle;2;2.098,00\r\n'
  printf 'ohne Adresse;A2;01.02.2026;Mühle;1;1.049,00\r\n'
} >>"$work/shop.csv"
outcome="$(import "$work/shop.csv" --source Shop)"
is "refused rows are exit status 3" $? 3
is "orders, refunds and refused rows" "$(counts <<<"$outcome")" "4 1 2 0 2 1"
refused="$(cat "$(json refused_file <<<"$outcome")")"
like "a day that does not exist is refused by its line" "$refused" $'\n3,[^\n]*date'
like "a row without an address too" "$refused" $'\n5,[^\n]*email'
is "once more: known and refused" "$(import "$work/shop.csv" --source Shop | counts)" "4 0 0 2 2 0"
is "the refund lowers what was bought" "$(tagpost --json segment count 'bought for at least 1049 and bought for at most 1049' | json count)" 1

printf 'email,date,product,amount,currency\nbert@example.com,2026-03-01,Mug,10.00,USD\n' >"$work/usd.csv"
outcome="$(import "$work/usd.csv")"
like "without a rate an order in another currency is refused, and says how" "$(cat "$(json refused_file <<<"$outcome")")" 'tagpost rate set USD 2026-03-01'
succeeds "a rate" tagpost rate set USD 2026-01-01 0.9
is "then it is taken" "$(import "$work/usd.csv" | json added)" 1
is "at that rate" "$(tagpost --json segment count 'bought for at least 9 and bought for at most 9' | json count)" 1
exits "the currency is fixed now" 1 tagpost config currency=USD
succeeds "a rate can go" tagpost rate remove USD 2026-01-01
exits "once" 1 tagpost rate remove USD 2026-01-01

printf 'who,day,what,sum\ncora@example.com,01/31/2026,Mug,5\n' >"$work/map.csv"
is "columns by mapping, months first, on standard input" \
  "$(import - --map who=email --map day=date --map what=product --map sum=amount --month-first <"$work/map.csv" | counts)" "1 1 1 0 0 1"
exits "a missing column is exit status 2" 2 tagpost import purchases "$work/map.csv"
exits "a missing file too" 2 tagpost import purchases "$work/none.csv"
exits "a folder too" 2 tagpost import purchases "$work"

# Killed in the middle: the same command again goes on, and in the end every row is there once.
export TAGPOST_DATA="$work/killed"
python3 - >"$work/big.csv" <<'PYTHON'
print("email,order,date,product,amount")
for i in range(60000):
    order = f"N{i // 3}" if i % 2 else ""
    print(f"p{i // 3 % 9000}@example.com,{order},2026-01-{1 + i % 28:02d},Product {i % 40},{i % 90}.50")
PYTHON
rows_done() { python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT coalesce (sum (rows_done), 0) FROM import").fetchone ()[0])' "$TAGPOST_DATA/tagpost.db" 2>/dev/null || echo 0; }
has_begun() { [ "$(rows_done)" -gt 0 ]; }
background "$work/killed.log" "$TAGPOST" import purchases "$work/big.csv"
wait_for 60 has_begun
kill -KILL "$started"
wait "$started" 2>/dev/null
before="$(rows_done)"
if [ "$before" -gt 0 ] && [ "$before" -lt 60000 ]; then ok "killed in the middle"; else not_ok "killed in the middle" "$before rows"; fi
outcome="$(import "$work/big.csv")"
is "the same run goes on" "$(counts <<<"$outcome" | cut -d ' ' -f 1,3,4,5,6)" "60000 60000 0 0 9000"
is "nothing is there twice" "$(import "$work/big.csv" | counts)" "60000 0 0 60000 0 0"
want="$(python3 - "$work/big.csv" <<'PYTHON'
import csv, sys
print(len({(r["order"] or n) for n, r in enumerate(csv.DictReader(open(sys.argv[1])))}),
      sum(round(float(r["amount"]) * 100) for r in csv.DictReader(open(sys.argv[1]))))
PYTHON
)"
is "orders and their sum are those of the file" "$(python3 -c 'import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("SELECT count (*), sum (amount) FROM purchase").fetchone ())' "$TAGPOST_DATA/tagpost.db")" "$want"
finish
