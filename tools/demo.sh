#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A small sample business and the main job on it, each step shown as the command that does it: demo.sh [PROGRAM]
# Works on TAGPOST_DATA (else the user's data folder) and TAGPOST_DATABASE. Makes everything once: what was done is noted
# in the data folder, so a second run only shows the report, and one that was broken off goes on where it stopped. A
# business that is already there is left alone. Mail goes to the built-in mailbox; no mail server is asked.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="${1:-$here/../build/tagpost}"
sample="$here/sample"
data="${TAGPOST_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/tagpost}"
notes="$data/sample-$(printf '%s' "${TAGPOST_DATABASE:-sqlite}" | cksum | cut -d ' ' -f 1)"
unset TAGPOST_SMTP TAGPOST_CLOCK
buyers='bought product "Espresso machine" and not bought product "Descaler"'

# field NAME: a member of the JSON on stdin; fails on anything else.
field() {
  python3 -c '
import json, sys
try:
    print(json.load(sys.stdin)[sys.argv[1]])
except (ValueError, KeyError, TypeError):
    sys.exit(f"the program did not answer with \"{sys.argv[1]}\"")' "$1"
}

# step WORDS ARGUMENT...: says what and how, and does it.
step() {
  local word
  printf '\n%s\n  $ tagpost' "$1"
  shift
  for word in "${@/#$here\//tools/}"; do
    [[ "$word" =~ ^[A-Za-z0-9_./:@-]+$ ]] || word="${word@Q}"
    printf ' %s' "$word"
  done
  echo
  "$program" "$@" | sed 's/^/  /' || { echo "demo: that failed" >&2 && return 1; }
}

noted() { [ -f "$notes" ] && grep -q "^$1" "$notes"; }
note() { echo "$1" >>"$notes"; }

# once NAME WORDS ARGUMENT...: a step that changes something, done once for all.
once() {
  local name="$1"
  shift
  noted "$name" && return
  step "$@" || return 1
  note "$name"
}

if [ ! -f "$notes" ]; then
  contacts="$("$program" --json segment count everyone | field count)"
  if [ "$contacts" -ne 0 ]; then
    echo "there are contacts in $data already: the sample business is left out"
    exit 0
  fi
  mkdir -p "$data"
  : >"$notes"
fi

if ! noted sent; then
  echo "A roastery that sells espresso machines, and a fair where 200 people left their address."
  once contacts "1. Take in the contacts from the fair, with a tag, a list and the permission they signed." \
    import "$sample/contacts.csv" --tag "Fair 2026" --list Newsletter --basis "paper forms, fair 2026"
  once purchases "2. Take in what they bought." import purchases "$sample/purchases.csv"
  once tag "3. Tag those who own a machine." tag add "Owns a machine" --where 'bought product "Espresso machine"'
  step "4. Who bought the machine, but no descaler?" segment count "$buyers"
  step "   The first of them:" segment list "$buyers" --limit 5
  once segment "5. Keep that question; its answer is never stale." segment save "Machine without descaler" "$buyers"
  if ! noted campaign; then
    id="$("$program" --json campaign create --name "Descaler" --from "Roastery <post@shop.example>" \
      --subject "Keep it running, {{ contact.first_name }}" --html "$sample/offer.html" --text "$sample/offer.txt" \
      --to 'segment "Machine without descaler"' | field id)"
    note "campaign $id"
    printf '\n6. Write to exactly them: campaign %s\n' "$id"
  fi
  id="$(sed -n 's/^campaign //p' "$notes")"
  once sent "7. Send it; without a mail server every mail goes to the built-in mailbox." campaign send "$id" --wait
fi
step "The report:" campaign report "$(sed -n 's/^campaign //p' "$notes")"
echo
