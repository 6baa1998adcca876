# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A campaign whose sender is killed at random moments: nobody is left out, and nobody gets a mail twice. Into the
# mailbox, where a mail and its outcome are one commit; and into a folder, where what was in flight is uncertain.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

people=6000 kills=5
[ -z "${TP_TEST_LONG:-}" ] || { people=40000 kills=50; }
export TAGPOST_LEASE=1

echo '<p>Hello {{ contact.first_name }}</p>' >"$work/mail.html"
awk -v n="$people" 'BEGIN { print "email,first_name"; for (i = 1; i <= n; i++) printf "p%d@example.com,N%d\n", i, i }' \
  >"$work/people.csv"

# create NAME EXPR: prints its id.
create() {
  tagpost --json campaign create --name "$1" --from 'Shop <shop@example.org>' --subject 'For {{ contact.first_name }}' \
    --html "$work/mail.html" --to "$2" | json id
}

# kill_often ID: sends, and is killed after a moment, again and again.
kill_often() {
  local i
  for ((i = 0; i < kills; i++)); do
    background "$work/send.log" "$TAGPOST" campaign send "$1" --wait
    sleep "$(awk -v r="$RANDOM" 'BEGIN { print 0.1 + 0.5 * r / 32768 }')"
    kill -KILL "$started" 2>/dev/null
    wait "$started" 2>/dev/null
  done
}

# sum REPORT: what the states add up to.
sum() {
  python3 -c 'import json, sys
r = json.loads(sys.argv[1])
print(r["pending"] + r["accepted"] + r["failed"] + r["uncertain"] + r["skipped"])' "$1"
}

# captured: how many mails the mailbox holds, and for how many contacts.
captured() {
  local sql='SELECT count(*), count(DISTINCT contact) FROM captured_mail'
  if [ -n "${TAGPOST_DATABASE:-}" ]; then
    psql -qAXt -F ' ' "$TAGPOST_DATABASE" -c "$sql"
  else
    python3 -c 'import sqlite3, sys
print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone())' "$TAGPOST_DATA/tagpost.db" "$sql"
  fi
}

into_mailbox() {
  local id report
  id="$(create Mailbox everyone)"
  kill_often "$id"
  succeeds "$1: what is left is sent" tagpost campaign send "$id" --wait
  report="$(tagpost --json campaign report "$id")"
  is "$1: everybody is accepted" "$(json accepted <<<"$report")" "$people"
  is "$1: the states add up" "$(sum "$report")" "$people"
  is "$1: each has one mail" "$(captured)" "$people $people"
}

into_folder() {
  local id report status=0 uncertain accepted files some='first_name starts with "N1"' count
  count="$(tagpost --json segment count "$some" | json count)" # fewer, since each file is synced to disk
  export TAGPOST_MAIL="folder:$work/mails"
  rm -rf "$work/mails"
  id="$(create Folder "$some")"
  kill_often "$id"
  tagpost campaign send "$id" --wait >"$work/send.log" 2>&1 || status=$?
  report="$(tagpost --json campaign report "$id")"
  uncertain="$(json uncertain <<<"$report")" accepted="$(json accepted <<<"$report")"
  is "$1: the exit status tells of uncertain ones" "$status" "$([ "$uncertain" -gt 0 ] && echo 3 || echo 0)"
  is "$1: the states add up" "$(sum "$report")" "$count"
  is "$1: nobody is pending" "$(json pending <<<"$report")" 0
  succeeds "$1: at most a group for each kill is uncertain" test "$uncertain" -le $((kills * 200))
  files="$(grep -rhi --include='*.eml' '^Delivered-To:' "$work/mails" | tr -d '\r' | sort -u | wc -l)"
  is "$1: nobody has two mails" "$(find "$work/mails" -name '*.eml' | wc -l)" "$files"
  succeeds "$1: who is accepted has one" test "$files" -ge "$accepted"
  succeeds "$1: who has one is accepted or uncertain" test "$files" -le $((accepted + uncertain))
  unset TAGPOST_MAIL
}

on_engine() {
  succeeds "$1: people are imported" tagpost import "$work/people.csv" --basis "test"
  into_mailbox "$1"
  into_folder "$1"
}

on_engine sqlite
if database="$(new_database)"; then
  export TAGPOST_DATABASE="$database"
  on_engine postgresql
else
  skip "postgresql" "there is no server"
fi
finish
