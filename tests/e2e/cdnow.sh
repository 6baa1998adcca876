#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real shop's first customers: the CDNOW purchases of 1997 and 1998 (23,570 people, 69,659 orders; lines that occur
# more than once are real), imported by the program's own commands, and conditions counted by the program and by a
# plain computation on the raw file. The file is not part of the project: CDNOW names it, default ../shared/data/cdnow.
. "$(dirname "$0")/../lib.sh"

raw="${CDNOW:-$root/../shared/data/cdnow/CDNOW_master.txt}"
[ -f "$raw" ] || raw="$root/../../shared/data/cdnow/CDNOW_master.txt"
if [ ! -f "$raw" ]; then
  skip "conditions on the CDNOW purchases" "CDNOW_master.txt is not there"
  finish
fi
export TZ=UTC TAGPOST_CLOCK="$work/clock"
echo 1998-07-01T12:00:00Z >"$TAGPOST_CLOCK"

# People are made up around their number, and 100 who never bought anything are added. The product follows from how
# many CDs an order holds.
awk -v work="$work" '
  function person(n, mail) {
    printf "%s,Person %d,%04d-%02d-%02d,%05d,%s\n", mail, n, 1930 + n % 55, 1 + n % 12, 1 + n % 28, n * 7 % 100000,
      (n % 3 == 0 ? "nl" : n % 3 == 1 ? "de" : "en") >(work "/contacts.csv")
    if (n % 10 == 0) print mail >(work "/vip.csv")
  }
  BEGIN {
    print "email,first_name,birth_date,postcode,language" >(work "/contacts.csv")
    print "email" >(work "/vip.csv")
    print "email,date,product,category,quantity,amount,currency" >(work "/purchases.csv")
    for (n = 90001; n <= 90100; n++) person(n, "visitor" n "@example.com")
  }
  { sub (/\r$/, "") }
  NF >= 4 && $1 ~ /^[0-9]+$/ {
    mail = "customer" $1 "@example.com"
    if (!seen[$1]++) person($1 + 0, mail)
    product = $3 == 1 ? "Single" : $3 < 5 ? "Bundle" : "Box"
    printf "%s,%s-%s-%s,%s,%s,%d,%s,USD\n", mail, substr($2, 1, 4), substr($2, 5, 2), substr($2, 7, 2), product,
      (product == "Box" ? "Large" : "Small"), $3, $4 >(work "/purchases.csv")
  }' "$raw"

is "people" "$(tagpost --json import "$work/contacts.csv" --basis "customers of the shop" | json added)" 23670
is "the tag of some" "$(tagpost --json import "$work/vip.csv" --tag VIP | json rows)" 2367
bought="$(tagpost --json import purchases "$work/purchases.csv")"
is "orders" "$(json orders <<<"$bought")" 69659
is "none is refused" "$(json refused <<<"$bought")" 0
is "every buyer is known" "$(json contacts_added <<<"$bought")" 0

# Every condition with what the raw file says: c is the person's purchases (day, CDs, cents), n its number.
python3 - "$raw" >"$work/cases" <<'PYTHON'
import datetime
import sys

TODAY = datetime.date(1998, 7, 1)
day = datetime.date
orders = {}
for line in open(sys.argv[1], encoding="ascii"):
    part = line.split()
    if len(part) == 4 and part[0].isdigit():
        date = day(int(part[1][:4]), int(part[1][4:6]), int(part[1][6:]))
        dollars, cents = part[3].split(".")
        orders.setdefault(int(part[0]), []).append((date, int(part[2]), int(dollars) * 100 + int(cents)))
for n in range(90001, 90101):
    orders[n] = []


def ago(days):
    return TODAY - datetime.timedelta(days=days)


def since(c, start, end=TODAY):
    return [o for o in c if start <= o[0] <= end]


def before(c, end):
    return [o for o in c if o[0] < end]


def of(c, product):
    return [o for o in c if product == ("Single" if o[1] == 1 else "Bundle" if o[1] < 5 else "Box")]


def money(c):
    return sum(o[2] for o in c)


def born(n):
    return day(1930 + n % 55, 1 + n % 12, 1 + n % 28)


def age(n):
    b = born(n)
    return TODAY.year - b.year - ((TODAY.month, TODAY.day) < (b.month, b.day))


def birthday(n, days):
    return any((d.month, d.day) == (born(n).month, born(n).day)
               for d in (TODAY + datetime.timedelta(days=i) for i in range(days + 1)))


def rank(key, percent, top):
    known = sorted((n for n in orders if orders[n]), key=lambda n: (-key(n) if top else key(n)))
    return -(-len(known) * percent // 100)


CASES = [
    ('everyone', lambda n, c: True),
    ('bought any', lambda n, c: c),
    ('not bought any', lambda n, c: not c),
    ('bought at least 3 times', lambda n, c: len(c) >= 3),
    ('bought exactly 1 times', lambda n, c: len(c) == 1),
    ('bought at most 2 times', lambda n, c: len(c) <= 2),
    ('bought for at least 500', lambda n, c: money(c) >= 50000),
    ('bought for at most 12.99', lambda n, c: money(c) <= 1299),
    ('bought at least 2 times for at least 100', lambda n, c: len(c) >= 2 and money(c) >= 10000),
    ('bought in the last 90 days', lambda n, c: since(c, ago(90))),
    ('bought at least 2 times in the last 365 days', lambda n, c: len(since(c, ago(365))) >= 2),
    ('bought at least 3 times in the last 365 days or bought for at least 500',
     lambda n, c: len(since(c, ago(365))) >= 3 or money(c) >= 50000),
    ('bought for at least 50 in the last 30 days', lambda n, c: money(since(c, ago(30))) >= 5000),
    ('bought before 1997-02-01', lambda n, c: before(c, day(1997, 2, 1))),
    ('bought since 1998-06-01', lambda n, c: since(c, day(1998, 6, 1))),
    ('bought between 1997-12-01 and 1997-12-24', lambda n, c: since(c, day(1997, 12, 1), day(1997, 12, 24))),
    ('bought more than 12 months ago and not bought in the last 12 months',
     lambda n, c: before(c, day(1997, 7, 1)) and not since(c, day(1997, 7, 1))),
    ('bought product "Box"', lambda n, c: of(c, "Box")),
    ('bought product "Single" and not bought product "Box"', lambda n, c: of(c, "Single") and not of(c, "Box")),
    ('tag "Bought Single" and not tag "Bought Box"', lambda n, c: of(c, "Single") and not of(c, "Box")),
    ('bought product "box" at least 2 times', lambda n, c: len(of(c, "Box")) >= 2),
    ('bought product "Bundle" for at least 100 in the last 180 days',
     lambda n, c: money(since(of(c, "Bundle"), ago(180))) >= 10000),
    ('bought category "Large" more than 6 months ago', lambda n, c: before(of(c, "Box"), day(1998, 1, 1))),
    ('bought category "Small" exactly 2 times', lambda n, c: len(of(c, "Single") + of(c, "Bundle")) == 2),
    ('refunded any', lambda n, c: False),
    ('orders >= 10', lambda n, c: len(c) >= 10),
    ('revenue > 1000', lambda n, c: money(c) > 100000),
    ('revenue between 20 and 30.5', lambda n, c: 2000 <= money(c) <= 3050),
    ('last_purchase < 1997-04-01', lambda n, c: c and max(c)[0] < day(1997, 4, 1)),
    ('last_purchase in the last 3 months', lambda n, c: c and max(c)[0] >= day(1998, 4, 1)),
    ('age between 30 and 45 and bought at least 3 times', lambda n, c: 30 <= age(n) <= 45 and len(c) >= 3),
    ('language = "nl" and not bought in the last 6 months',
     lambda n, c: n % 3 == 0 and not since(c, day(1998, 1, 1))),
    ('tag "VIP" and bought for at least 200', lambda n, c: n % 10 == 0 and money(c) >= 20000),
    ('postcode starts with "00" and not bought product "Bundle"',
     lambda n, c: n * 7 % 100000 < 1000 and not of(c, "Bundle")),
    ('birthday in the next 7 days and orders > 1', lambda n, c: birthday(n, 7) and len(c) > 1),
    ('not (tag "VIP" or language in ("de", "en")) and bought at least 5 times in the last 2 years',
     lambda n, c: n % 10 != 0 and n % 3 == 0 and len(since(c, day(1996, 7, 1))) >= 5),
]
for text, test in CASES:
    print(sum(1 for n, c in orders.items() if test(n, c)), text, sep="\t")
for percent in (1, 10):
    print(rank(lambda n: money(orders[n]), percent, True), f"revenue in top {percent} %", sep="\t")
    print(rank(lambda n: len(orders[n]), percent, False), f"orders in bottom {percent} %", sep="\t")
PYTHON

while IFS=$'\t' read -r want expression; do
  is "$expression" "$(tagpost --json segment count "$expression" | json count)" "$want"
done <"$work/cases"

finish
