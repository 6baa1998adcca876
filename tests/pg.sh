# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A PostgreSQL server for one test run: source this, then pg_start and pg_stop. It lives in a folder of its own, listens
# on a free port of 127.0.0.1, belongs to no root, and is ended by its pid. Its address goes to TP_TEST_POSTGRESQL.
# Tests make a schema or a database each and expect nothing else in it.

pg_folder='' pg_pid=''

# Runs a command as somebody who may own a PostgreSQL server: root may not.
pg_as_owner() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && exec runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# The newest server below Debian's place, else whatever is on the PATH; prints the folder of its programs.
pg_programs() {
  local folder
  folder="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$folder" ] || folder="$(dirname "$(command -v initdb)")"
  [ -x "$folder/initdb" ] && echo "$folder"
}

pg_start() {
  local programs port password try
  programs="$(pg_programs)" || { echo "no PostgreSQL server is installed" >&2; return 1; }
  pg_folder="$(mktemp -d /tmp/tagpost-pg.XXXXXX)"
  password="$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')"
  printf '%s' "$password" >"$pg_folder/password"
  [ "$(id -u)" -ne 0 ] || chown -R postgres "$pg_folder"
  if ! pg_as_owner "$programs/initdb" -D "$pg_folder/data" -U tagpost --pwfile="$pg_folder/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C >"$pg_folder/initdb.log" 2>&1; then
    cat "$pg_folder/initdb.log" >&2
    return 1
  fi
  for try in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    pg_as_owner "$programs/pg_ctl" -D "$pg_folder/data" -w -t 60 -l "$pg_folder/server.log" -o \
      "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$pg_folder -c max_connections=200" \
      start >/dev/null 2>&1 </dev/null && break
    [ "$try" -lt 5 ] || { cat "$pg_folder/server.log" >&2; return 1; }
  done
  pg_pid="$(head -n 1 "$pg_folder/data/postmaster.pid")"
  export TP_TEST_POSTGRESQL="postgresql://tagpost:$password@127.0.0.1:$port/postgres"
}

# Ends it at once (nothing in it is worth keeping) and takes its folder away.
pg_stop() {
  local wait
  if [ -n "$pg_pid" ]; then
    kill -QUIT "$pg_pid" 2>/dev/null || true
    for ((wait = 0; wait < 100; wait++)); do
      kill -0 "$pg_pid" 2>/dev/null || break
      sleep 0.1
    done
  fi
  [ -z "$pg_folder" ] || rm -rf -- "$pg_folder"
  pg_pid='' pg_folder=''
  unset TP_TEST_POSTGRESQL
}
