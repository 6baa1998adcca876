# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The sample business as a person makes it, and the main questions asked of it.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

count() { tagpost --json segment count "$1" | json count; }

made="$(tagpost --json dev seed --contacts 3000 --seed 5 --tags 200 --mails-per-contact 3)"
is "makes as many contacts as asked for" "$(json contacts <<<"$made")" 3000
is "all of them are there" "$(count everyone)" 3000
is "a tag of 200 is worn" "$([ "$(count 'tag "Interest: espresso"')" -gt 900 ] && echo yes)" yes
buyers="$(count 'bought any')"
is "a good part has bought" "$([ "$buyers" -gt 900 ] && [ "$buyers" -lt 2400 ] && echo yes)" yes
is "bought A and not B, or nothing, or B: everyone" "$(($(count 'bought product "Espresso machine" and not bought product "Descaler"') +
  $(count 'not bought product "Espresso machine" or bought product "Descaler"')))" 3000
is "children have birthdays" "$([ "$(count "field \"First child's birthday\" is set")" -gt 300 ] && echo yes)" yes
is "some have refunds" "$([ "$(count 'refunded any')" -gt 20 ] && echo yes)" yes
is "opened by people who received" "$(count 'opened any and not received any')" 0
report="$(tagpost --json campaign report 'Care 3')"
is "everyone is in a campaign's report" "$(json recipients <<<"$report")" "$(($(json accepted <<<"$report") +
  $(json failed <<<"$report") + $(json skipped <<<"$report")))"
exits "a second one is refused" 1 tagpost dev seed --contacts 10
is "and changes nothing" "$(count everyone)" 3000
exits "nobody is no business" 2 tagpost --data "$work/other" dev seed --contacts 0
is "the same seed makes the same" "$(tagpost --data "$work/same" --json dev seed --contacts 3000 --seed 5 --tags 200 --mails-per-contact 3)" "$made"
succeeds "the doctor finds nothing wrong with it" tagpost doctor
finish
