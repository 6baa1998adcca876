#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Conditions from the command line and over HTTP: the same answers, and errors that name the place.
. "$(dirname "$0")/../lib.sh"

cat >"$work/contacts.csv" <<'CSV'
email,first_name,last_name,birth_date,postcode,country
anna@example.com,Anna,Berg,1990-06-20,80331,DE
bob@example.com,Bob,Özil,1981-06-15,01067,DE
cora@example.com,Cora,,,1012 AB,NL
CSV
exits "contacts are imported" 0 tagpost import "$work/contacts.csv" --basis "paper forms" --tag "Fair"
exits "a tag is set by a condition" 0 tagpost tag add "South" --where 'postcode starts with "80"'

is "count" "$(tagpost --json segment count 'country = "DE"')" '{"count":2,"mailable":2}'
like "count for people" "$(tagpost segment count 'tag "south"')" '^1 contact, who can be mailed'
like "count for people, of several" "$(tagpost segment count everyone)" '^3 contacts, of whom 3 can be mailed'
like "the commands of one kind" "$(tagpost segment --help)" '^ *tagpost segment count EXPR'
is "and no others" "$(tagpost segment --help | grep -c 'tagpost campaign')" 0
exits "the kind alone is wrong usage" 2 tagpost segment
exits "a kind that is none is wrong usage" 2 tagpost segmen --help
is "list" "$(tagpost --json segment list 'tag "South"' | json contacts.0.email)" anna@example.com
is "a name with letters of its own" "$(tagpost --json segment list 'last_name = "ÖZIL"' | json contacts.0.first_name)" Bob
first="$(tagpost --json segment list everyone --limit 2)"
is "a page" "$(json contacts.# <<<"$first")" 2
is "the page after it" \
  "$(tagpost --json segment list everyone --limit 2 --after "$(json next <<<"$first")" | json contacts.0.email)" \
  cora@example.com
is "the last page has no next" \
  "$(tagpost --json segment list everyone --limit 2 --after "$(json next <<<"$first")" | json next)" null
why="$(tagpost --json segment explain 'tag "South" and age > 100' --contact Anna@Example.com)"
is "explain: the answer" "$(json matches <<<"$why")" false
is "explain: the condition that is met" "$(json because.0.matches <<<"$why")" true
is "explain: the condition that is not" "$(json because.1.condition <<<"$why")" 'age > 100'

exits "an unknown tag is wrong usage" 2 tagpost segment count 'tag "Sout"'
like "the error names the place and the nearest name" "$(tagpost segment count 'tag "Sout"' 2>&1)" 'South.*character 5'
is "errors as JSON" "$(tagpost --json segment count 'age >' | json exit_status)" 2
exits "an unknown contact" 1 tagpost segment explain everyone --contact nobody@example.com
exits "a cursor that is none" 2 tagpost segment list everyone --after abc

exits "save" 0 tagpost segment save "Southerners" 'tag "South"'
exits "save what refers to it" 0 tagpost segment save "Others" 'not segment "southerners"'
is "count a saved one" "$(tagpost --json segment count 'segment "Others"' | json count)" 2
exits "no circles" 2 tagpost segment save "Southerners" 'segment "Others"'
exits "what is used stays" 1 tagpost segment remove "Southerners"
exits "save again" 0 tagpost segment save "Southerners" 'tag "South" or tag "Fair"'
is "the changed one counts" "$(tagpost --json segment count 'segment "Others"' | json count)" 0

token="$(tagpost --json token add web --scopes 'segments:*,contacts:read' | json token)"
reader="$(tagpost --json token add reader --scopes 'segments:read' | json token)"
serve

# ask TOKEN METHOD PATH [BODY]: the answer's body, with its status in $work/status.
ask() {
  curl -s -o "$work/answer" -w '%{http_code}' -X "$2" -H "Authorization: Bearer $1" \
    -H 'Content-Type: application/json' ${4:+--data "$4"} "$url/api/v1/segments$3" >"$work/status"
  cat "$work/answer"
}
status() { cat "$work/status"; }

is "HTTP: count" "$(ask "$token" POST /count '{"text": "country = \"DE\""}')" '{"count":2,"mailable":2}'
is "HTTP: count for service mail" "$(ask "$token" POST /count '{"text": "everyone", "purpose": "service"}' | json mailable)" 3
ask "$token" POST /count '{"text": "tag \"Sout\""}' >"$work/problem"
is "HTTP: an unknown tag" "$(status)" 422
is "HTTP: its place" "$(json position <"$work/problem")" 4
parsed="$(ask "$token" POST /parse '{"text": "TAG \"south\" AND not(age>3)"}')"
is "HTTP: text becomes canonical" "$(json text <<<"$parsed")" 'tag "South" and not age > 3'
is "HTTP: and a tree" "$(json tree.type <<<"$parsed")" and
is "HTTP: the tree becomes the same text" \
  "$(ask "$token" POST /parse "{\"tree\": $(json tree <<<"$parsed")}" | json text)" 'tag "South" and not age > 3'
is "HTTP: a wrong text is an answer" "$(ask "$token" POST /parse '{"text": "age > > 3"}' | json error.position)" 7
is "HTTP: page" "$(ask "$token" POST /page '{"text": "everyone", "limit": 2}' | json contacts.#)" 2
is "HTTP: explain" "$(ask "$token" POST /explain '{"text": "tag \"South\"", "contact": "bob@example.com"}' | json matches)" false
ask "$reader" POST /page '{"text": "everyone"}' >/dev/null
is "HTTP: people are shown to who may see contacts" "$(status)" 403
for body in '{}' '{"text": 5}' '{"text": "everyone", "tree": {"type": "everyone"}}' '{"tree": {"type": "nobody"}}' \
  '{"text": "everyone", "purpose": "tracking"}' '{"text": "everyone", "more": 1}'; do
  ask "$token" POST /count "$body" >/dev/null
  is "HTTP: refused: $body" "$(status)" 422
done

id="$(ask "$token" POST '' '{"name": "Grown-ups", "text": "age >= 18"}' | json id)"
is "HTTP: saved" "$(status)" 201
ask "$token" POST '' '{"name": "GROWN-UPS", "text": "everyone"}' >/dev/null
is "HTTP: names are unique" "$(status)" 409
is "HTTP: renamed" "$(ask "$token" PATCH "/$id" '{"name": "Adults"}' | json name)" Adults
is "HTTP: shown" "$(ask "$token" GET "/$id" | json text)" 'age >= 18'
is "HTTP: changed by tree" \
  "$(ask "$token" PATCH "/$id" "{\"tree\": $(json tree <<<"$parsed")}" | json text)" 'tag "South" and not age > 3'
ask "$reader" PATCH "/$id" '{"name": "Mine"}' >/dev/null
is "HTTP: reading is not writing" "$(status)" 403
listed="$(ask "$token" GET '?limit=2')"
is "HTTP: a page of segments" "$(json segments.# <<<"$listed")" 2
is "HTTP: the next one" "$(ask "$token" GET "?limit=2&after=$(json next <<<"$listed")" | json segments.0.name)" Southerners
ask "$token" DELETE "/$id" >/dev/null
is "HTTP: archived" "$(status)" 204
ask "$token" PATCH "/$id" '{"name": "Again"}' >/dev/null
is "HTTP: archived ones don't change" "$(status)" 404


# contacts QUERY: the answer's body for a list of contacts.
contacts() { curl -s -G -H "Authorization: Bearer $token" "$url/api/v1/contacts" "$@"; }
found="$(contacts --data-urlencode 'where=country = "DE"' -d limit=1)"
is "HTTP: contacts by a condition" "$(json contacts.0.email <<<"$found")" anna@example.com
is "HTTP: the next of them" \
  "$(contacts --data-urlencode 'where=country = "DE"' -d "limit=1&after=$(json next <<<"$found")" | json contacts.0.email)" \
  bob@example.com
is "HTTP: a wrong condition" "$(contacts --data-urlencode 'where=country =' | json status)" 422

finish
