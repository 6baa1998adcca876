# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Exporting by the command line, importing that again, and taking an import back.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

printf 'email,first_name,city,tags\nanna@example.com,=Anna,Bonn,"VIP, Fair"\nbert@example.com,Bert,Ulm,Fair\n' >"$work/a.csv"
printf 'email,first_name,city\nanna@example.com,Anne,Berlin\ncarla@example.com,Carla,Kiel\n' >"$work/b.csv"
exported() { tagpost export --fields email,first_name,city,tags "$@" 2>/dev/null | tail -n +2 | tr -d '\r'; }

tagpost import "$work/a.csv" --basis "paper" >/dev/null 2>&1
before="$(exported)"
is "CSV with the formula guard" "$before" $'anna@example.com,\'=Anna,Bonn,"Fair, VIP"\nbert@example.com,Bert,Ulm,Fair'
is "a condition" "$(exported --where 'tag "VIP"' | wc -l)" 1
is "JSON lines" "$(tagpost export --format ndjson --where 'tag "VIP"' --fields email,tags 2>/dev/null)" \
  '{"email":"anna@example.com","tags":["Fair","VIP"]}'
exits "an unknown field is exit status 2" 2 tagpost export --fields nonsense
exits "a broken condition too" 2 tagpost export --where 'tag'
succeeds "into a file" tagpost export --output "$work/out.csv"
succeeds "that is whole" test -s "$work/out.csv" -a ! -e "$work/out.csv.part"
is "imported again it changes nothing" "$(tagpost --json import "$work/out.csv" --basis "paper" 2>/dev/null | json unchanged)" 2
tagpost export --format ndjson >"$work/out.ndjson" 2>/dev/null
is "as JSON lines too" "$(tagpost --json import "$work/out.ndjson" --basis "paper" 2>/dev/null | json unchanged)" 2
TAGPOST_DATA="$work/other" tagpost import "$work/out.csv" --basis "paper" >/dev/null 2>&1
is "elsewhere it makes the same contacts" "$(TAGPOST_DATA="$work/other" exported)" "$before"

id="$(tagpost --json import "$work/b.csv" 2>/dev/null | json id)"
like "an import changes" "$(exported)" "anna@example.com,Anne,Berlin"
is "taking it back tells what it did" "$(tagpost --json import undo "$id" 2>/dev/null)" \
  "{\"id\":\"$id\",\"removed\":1,\"restored\":1,\"kept\":0,\"released\":0}"
is "and all is as before" "$(exported)" "$before"
exits "it cannot be taken back twice" 1 tagpost import undo "$id"
exits "nor one that never was" 1 tagpost import undo nonsense
finish
