# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Imports and exports over HTTP: upload, rehearsal, progress, refused rows, undoing, streaming.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

printf 'email,first_name\nanna@example.com,Anna\nnot an address,X\n' >"$work/a.csv"
printf 'email\ncarla@example.com\n' >"$work/b.csv"
tagpost config time_zone=Europe/Berlin >/dev/null
token="$(tagpost --json token add Test --scopes 'imports:*,exports:read,contacts:read' | json token)"
serve || finish
api() { curl -sS -H "Authorization: Bearer $token" "$@"; }
state() { api "$url/api/v1/imports/$1" | json state; }
ended() { [[ "$(state "$1")" =~ ^(done|undone)$ ]]; }

rehearsed="$(api -F "file=@$work/a.csv" "$url/api/v1/imports?dry_run=true")"
is "a rehearsal tells the outcome" "$(json added <<<"$rehearsed")$(json refused <<<"$rehearsed")" "11"
begun="$(api -F "file=@$work/a.csv" -F 'options={"tags":["Fair"],"basis":"paper"}' "$url/api/v1/imports")"
id="$(json id <<<"$begun")"
like "an upload begins an import" "$id" '^[0-9a-z]{26}$'
succeeds "which the server does" wait_for 20 ended "$id"
is "with its outcome" "$(api "$url/api/v1/imports/$id" | json added) $(api "$url/api/v1/imports/$id" | json refused)" "1 1"
is "it is in the list" "$(api "$url/api/v1/imports" | json imports.0.id)" "$id"
like "refused rows can be fetched" "$(api "$url/api/v1/imports/$id/refused")" '3,.*not an address'
like "progress comes as events" "$(api "$url/api/v1/imports/$id/events")" 'event: import'
like "contacts are exported" "$(api "$url/api/v1/contacts/export?fields=email,tags")" 'anna@example.com,Fair'
is "by a condition, as JSON lines" "$(api -G --data-urlencode 'where=tag "Fair"' "$url/api/v1/contacts/export?format=ndjson&fields=email")" \
  '{"email":"anna@example.com"}'
is "a broken condition is 422" "$(api -o /dev/null -w '%{http_code}' "$url/api/v1/contacts/export?where=tag")" 422
is "a file without addresses is 422" "$(printf 'name\nx\n' | api -o /dev/null -w '%{http_code}' -F 'file=@-;filename=x.csv' "$url/api/v1/imports")" 422
is "no file is 422" "$(api -o /dev/null -w '%{http_code}' -F 'options={}' "$url/api/v1/imports")" 422
is "wrong options are 422" "$(api -o /dev/null -w '%{http_code}' -F "file=@$work/b.csv" -F 'options={"nonsense":1}' "$url/api/v1/imports")" 422
is "undoing is begun" "$(api -X POST -o /dev/null -w '%{http_code}' "$url/api/v1/imports/$id/undo")" 202
succeeds "and done" wait_for 20 ended "$id"
is "as its notes tell" "$(api "$url/api/v1/imports/$id" | json notes.undone.removed)" 1
is "a second time is 409" "$(api -X POST -o /dev/null -w '%{http_code}' "$url/api/v1/imports/$id/undo")" 409
is "without a token nothing" "$(curl -sS -o /dev/null -w '%{http_code}' "$url/api/v1/contacts/export")" 401
unserve
finish
