# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# kill -9 during an import, and during its undoing: a re-run ends in the same data as without.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

rows=30000 kills=4
[ -z "${TP_TEST_LONG:-}" ] || rows=200000 kills=20

python3 - "$rows" >"$work/a.csv" <<'PYTHON'
import sys
print("email,first_name,city,tags")
for i in range(int(sys.argv[1])):
    bad = "" if i % 1000 else " no address"
    print(f"p{i % 25000}{bad}@example.com,Name{i},City{i % 7},\"T{i % 3}, U{i % 5}\"")
PYTHON
options=(--tag All --list News --basis "paper forms")

# What is in the database, without times, and whether it is sound.
state() {
  python3 - "$1/tagpost.db" <<'PYTHON'
import hashlib, sqlite3, sys
c = sqlite3.connect(sys.argv[1])
h = hashlib.sha256()
for query in (
    "SELECT id, state, email, first_name, city FROM contact ORDER BY id",
    "SELECT key, contact FROM address ORDER BY key",
    "SELECT c.contact, t.name FROM contact_tag c JOIN tag t ON t.id = c.tag ORDER BY 1, 2",
    "SELECT contact, list, state FROM contact_list ORDER BY 1, 2",
    "SELECT contact, purpose, state FROM permission ORDER BY 1, 2",
    "SELECT kind, state, rows_done, added, updated, unchanged, refused FROM import ORDER BY id",
    "SELECT count (*) FROM consent",
    "SELECT count (*), sum (contact) FROM import_before",
):
    h.update(repr(c.execute(query).fetchall()).encode())
events = [t for (t,) in c.execute("SELECT name FROM sqlite_master WHERE name GLOB 'event_2*'")]
for t in events:
    h.update(repr(c.execute(f"SELECT kind, target, contact, hex (members) FROM {t} ORDER BY position").fetchall()).encode())
print(h.hexdigest(), c.execute("PRAGMA integrity_check").fetchone()[0])
PYTHON
}

# killed COMMAND...: runs it until it ends by itself, killing it at growing random moments until it was killed so often.
killed() {
  local done=0 pid status
  while :; do
    "$@" >"$work/out" 2>/dev/null </dev/null &
    pid=$!
    pids+=("$pid")
    if [ "$done" -lt "$kills" ]; then
      sleep "0.$((RANDOM % 8))$((RANDOM % 10))"
      kill -KILL "$pid" 2>/dev/null && done=$((done + 1))
    fi
    wait "$pid" 2>/dev/null
    status=$?
    [ "$status" -eq 137 ] || return "$status"
  done
}

export TAGPOST_DATA="$work/whole"
tagpost --json import "$work/a.csv" "${options[@]}" >"$work/whole.json" 2>/dev/null
whole_id="$(json id <"$work/whole.json")"
want="$(state "$work/whole")"
cp "$(json refused_file <"$work/whole.json")" "$work/want.csv"

export TAGPOST_DATA="$work/killed"
killed "$TAGPOST" --json import "$work/a.csv" "${options[@]}"
is "the killed import ends in the same data" "$(state "$work/killed")" "$want"
succeeds "and in the same file of refused rows" cmp "$work/want.csv" "$(json refused_file <"$work/out")"
killed_id="$(json id <"$work/out")"

want_removed="$(TAGPOST_DATA="$work/whole" tagpost --json import undo "$whole_id" 2>/dev/null | json removed)"
killed "$TAGPOST" --json import undo "$killed_id"
is "the killed undoing too" "$(state "$work/killed" | cut -c 66-) $(json removed <"$work/out")" "ok $want_removed"
is "nobody is left" "$(tagpost --json segment count everyone | json count)" 0
finish
