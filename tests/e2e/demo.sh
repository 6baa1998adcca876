# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The sample business of ./run: the main job on it, counted against the sample files by another way, and run twice.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# Who bought the machine and no descaler, and how many contacts there are, from the files alone.
read -r want_buyers want_contacts < <(python3 - "$root/tools/sample" <<'PYTHON'
import csv, sys
folder = sys.argv[1]
bought = {}
for row in csv.DictReader(open(f"{folder}/purchases.csv", encoding="utf-8")):
    bought.setdefault(row["product"], set()).add(row["email"])
contacts = sum(1 for _ in csv.DictReader(open(f"{folder}/contacts.csv", encoding="utf-8")))
print(len(bought["Espresso machine"] - bought["Descaler"]), contacts)
PYTHON
)

demo() { "$root/tools/demo.sh" "$TAGPOST" >"$work/demo.out" 2>&1; }
shown() { cat "$work/demo.out"; }
report() { tagpost --json campaign report "$(sed -n 's/^campaign //p' "$TAGPOST_DATA"/sample-*)"; }

if demo; then ok "the demo runs"; else not_ok "the demo runs" "$(shown)"; fi
is "every contact is there once" "$(tagpost --json segment count everyone | json count)" "$want_contacts"
is "the segment is exact" "$(tagpost --json segment count 'segment "Machine without descaler"' | json count)" "$want_buyers"
is "all of them can be mailed" "$(tagpost --json segment count 'segment "Machine without descaler"' | json mailable)" "$want_buyers"
is "all of them were written to" "$(report | json accepted)" "$want_buyers"
is "nobody else was" "$(report | json recipients)" "$want_buyers"

if demo; then ok "it runs again"; else not_ok "it runs again" "$(shown)"; fi
is "no contact twice" "$(tagpost --json segment count everyone | json count)" "$want_contacts"
is "no mail twice" "$(report | json accepted)" "$want_buyers"

export TAGPOST_DATA="$work/other"
printf 'email\nanna@example.com\n' >"$work/own.csv"
succeeds "a business of one's own" tagpost import "$work/own.csv"
succeeds "the demo ends well on it" demo
is "and leaves it alone" "$(tagpost --json segment count everyone | json count)" 1
finish
