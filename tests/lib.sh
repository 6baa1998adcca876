# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# For the end-to-end scripts tests/e2e/*.sh: source this first, call finish last. It gives each script
#   $work           a folder of its own, gone afterwards; the program's data is in $work/data
#   tagpost ...     the program on that data, speaking English
#   ok, not_ok, skip, is, like, succeeds, exits     results, printed as TAP
#   serve, unserve  a running server; its address in $url
#   json PATH       a value out of the JSON on stdin: contacts.0.email; "#" for a length
#   background, wait_for, free_port, new_database
# Whatever was started with serve or background is ended by its pid when the script ends, however it ends.
# TAGPOST names the program (default build/tagpost), so that the same scripts run on other builds.
set -u

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
TAGPOST="${TAGPOST:-$root/build/tagpost}"
work="$(mktemp -d "${TMPDIR:-/tmp}/tagpost-e2e.XXXXXX")"
export TAGPOST_DATA="$work/data" LC_ALL=C.UTF-8 LANG=C.UTF-8
unset TAGPOST_DATABASE TAGPOST_MAIL TAGPOST_LEASE TAGPOST_SMTP TAGPOST_CLOCK TAGPOST_RETRY LANGUAGE
results=0 failures=0 pids=() url='' serve_pid=''

clean_up() {
  local pid wait
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || continue
    for ((wait = 0; wait < 100; wait++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  rm -rf -- "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

ok() { echo "ok $((++results)) - $1"; }

# not_ok NAME [WHY]: the reason, each line marked, goes below.
not_ok() {
  echo "not ok $((++results)) - $1"
  failures=$((failures + 1))
  [ $# -lt 2 ] || echo "# ${2//$'\n'/$'\n'# }"
}

skip() { echo "ok $((++results)) - $1 # SKIP $2"; }

# is NAME GOT WANT: equal to the byte.
is() {
  if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:  $2"$'\n'"want: $3"; fi
}

# like NAME GOT REGEX: an extended regular expression somewhere in it.
like() {
  if [[ "$2" =~ $3 ]]; then ok "$1"; else not_ok "$1" "got:  $2"$'\n'"want: match of $3"; fi
}

# succeeds NAME COMMAND...: ends with 0; what it printed is shown when it does not.
succeeds() { exits "$1" 0 "${@:2}"; }

# exits NAME STATUS COMMAND...: ends with that status.
exits() {
  local name="$1" want="$2" printed status
  shift 2
  printed="$("$@" 2>&1)" && status=0 || status=$?
  if [ "$status" -eq "$want" ]; then ok "$name"; else not_ok "$name" "status $status, want $want"$'\n'"$printed"; fi
}

# The last line of every script: the plan, and the exit status.
finish() {
  echo "1..$results"
  [ "$failures" -eq 0 ]
  exit
}

tagpost() { "$TAGPOST" "$@"; }

# json PATH: the value at PATH of the document on stdin; texts as they are, the rest as JSON; fails when it is not there.
json() {
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for step in filter(None, sys.argv[1].split(".")):
    if step == "#":
        value = len(value)
    elif isinstance(value, list):
        value = value[int(step)]
    else:
        value = value[step]
print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))' "$1" 2>/dev/null
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when the time is over.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

# background LOG COMMAND...: its output goes to LOG, its pid to $started.
background() {
  local log="$1"
  shift
  "$@" >"$log" 2>&1 </dev/null &
  started=$!
  pids+=("$started")
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# serve [ARGUMENT...]: starts a server on a free port and waits for its first line; sets $url and $serve_pid. What it
# prints is in $work/serve.out and $work/serve.err.
serve() {
  : >"$work/serve.out" # here: what an earlier server printed must not be taken for its own
  "$TAGPOST" serve --listen 127.0.0.1:0 "$@" >"$work/serve.out" 2>>"$work/serve.err" </dev/null &
  serve_pid=$!
  pids+=("$serve_pid")
  wait_for 20 serve_answered
  url="$(sed -n '1s/^listening on //p' "$work/serve.out")"
  [ -n "$url" ] || { not_ok "the server starts" "$(cat "$work"/serve.*)"; return 1; }
}

# Either its first line is there or it is gone already.
serve_answered() { head -n 1 "$work/serve.out" | grep -q '^listening on http://' || ! kill -0 "$serve_pid"; }

# unserve [SIGNAL]: ends it (TERM unless said) and returns its exit status.
unserve() {
  local pid="$serve_pid"
  serve_pid='' url=''
  kill "-${1:-TERM}" "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
}

# new_database: prints the address of an empty database on the run's PostgreSQL server; fails where there is none.
new_database() {
  [ -n "${TP_TEST_POSTGRESQL:-}" ] || return 1
  local name
  name="e2e_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
  psql -qX "$TP_TEST_POSTGRESQL" -c "CREATE DATABASE $name" >&2 || return 1
  echo "${TP_TEST_POSTGRESQL%/*}/$name"
}
