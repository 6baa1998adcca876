# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Importing contacts by the command line: outcome, rehearsal, refused rows, standard input, exit statuses.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# German Excel: byte order mark, semicolons, CRLF.
printf '\xef\xbb\xbfE-Mail;Vorname;PLZ;Land;Tags;Kundennummer\r\n' >"$work/a.csv"
printf 'anna@example.com;Anna;1067;Deutschland;VIP, Messe;1\r\n' >>"$work/a.csv"
printf 'bert@gmial.com;Bert;80331;;;2\r\nnot an address;X;;;;3\r\nANNA@example.com;;;;Neu;4\r\n' >>"$work/a.csv"

# counts: rows, added, updated, unchanged, refused of the JSON on stdin.
counts() { python3 -c 'import json, sys; o = json.load(sys.stdin); print(*(o[k] for k in ("rows", "added", "updated", "unchanged", "refused")))'; }

rehearsed="$(tagpost --json import "$work/a.csv" --dry-run 2>"$work/err")"
is "refused rows are exit status 3, in a rehearsal too" $? 3
is "a rehearsal tells the outcome" "$(counts <<<"$rehearsed")" "4 2 1 0 1"
is "and has no id" "$(json id <<<"$rehearsed")" null
outcome="$(tagpost --json import "$work/a.csv" --tag Import --basis "paper forms, fair 2026" 2>"$work/err")"
is "refused rows are exit status 3" $? 3
is "the outcome is as rehearsed" "$(counts <<<"$outcome")" "4 2 1 0 1"
like "the refused row is in a file, with line and reason" "$(cat "$(json refused_file <<<"$outcome")")" '4,.*not an address'
is "the same again changes nothing" "$(tagpost --json import "$work/a.csv" --tag Import --basis "paper forms, fair 2026" 2>/dev/null | counts)" "4 0 0 3 1"
like "people are told what was left out" "$(tagpost import "$work/a.csv" 2>&1)" "Kundennummer"
like "and of typing errors" "$(tagpost import "$work/a.csv" 2>&1)" "gmail.com"
printf 'email\ncarla@example.com\n' >"$work/b.csv"
like "and that permission is missing" "$(tagpost import "$work/b.csv" 2>&1)" "--basis"
is "from standard input" "$(tagpost --json import - <"$work/a.csv" 2>/dev/null | counts)" "4 0 0 3 1"
is "standard input of a pipe" "$(printf 'email\ndora@example.com\n' | tagpost --json import - 2>/dev/null | counts)" "1 1 0 0 0"
exits "a clean import is exit status 0" 0 tagpost import "$work/b.csv"
printf "name\nAnna\n" >"$work/c.csv"
exits "a file without addresses is exit status 2" 2 tagpost import "$work/c.csv"
exits "a missing file too" 2 tagpost import "$work/none.csv"
exits "a folder too" 2 tagpost import "$work"
exits "no file at all too" 2 tagpost import
is "errors are JSON with --json" "$(tagpost --json import "$work/none.csv" 2>/dev/null | json exit_status)" 2
printf 'email\nanna@example.com\n' >"$work/blocked.txt"
is "blocked addresses" "$(tagpost --json import --blocked "$work/blocked.txt" 2>/dev/null | counts)" "1 1 0 0 0"
finish
