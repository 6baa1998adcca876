#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs fuzz targets for a while each, two at a time, and prints TAP: fuzz.sh FOLDER SECONDS TARGET...
# TARGET is a layer and a name, mail/address_fuzz. Begins with tests/corpus/NAME; what it finds interesting stays in
# FOLDER/corpus, what breaks it in FOLDER/broken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export folder="$1" seconds="$2"
shift 2
mkdir -p "$folder/broken"
log="$(mktemp -d)"
export log
trap 'rm -rf "$log"' EXIT

# shellcheck disable=SC2317 # called by xargs below
one() {
  local target="$1" seeds=() status=0
  mkdir -p "$folder/corpus/$target" "$log/${target%/*}"
  [ ! -d "tests/corpus/${target##*/}" ] || seeds=("tests/corpus/${target##*/}")
  timeout -k 10 $((seconds + 60)) "$folder/src/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$folder/broken/${target//\//-}-" \
    "$folder/corpus/$target" "${seeds[@]}" >"$log/$target" 2>&1 </dev/null || status=$?
  echo "$status" >"$log/$target.status"
}
export -f one
# shellcheck disable=SC2016 # its own argument
printf '%s\0' "$@" | xargs -0 -n 1 -P 2 bash -c 'one "$1"' one

number=0 failed=0
for target in "$@"; do
  number=$((number + 1))
  runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log/$target" | tail -n 1)"
  if [ "$(cat "$log/$target.status")" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
    echo "ok $number - $target, $runs runs"
  else
    echo "not ok $number - $target"
    tail -n 60 "$log/$target" | sed 's/^/# /'
    failed=1
  fi
done
echo "1..$number"
exit "$failed"
