#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Configures a build folder once and builds in it: build.sh FOLDER [MESON_OPTION...] [-- NINJA_TARGET...]
# Quiet when all goes well; the compiler's words otherwise. CC counts when the folder is made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder="$1"
shift
options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  options+=("$1")
  shift
done
[ $# -gt 0 ] && shift

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
quietly() {
  "$@" </dev/null >"$log" 2>&1 && return
  grep -v -E '^\[[0-9]+/[0-9]+\] (Compiling|Linking|Generating)|^ninja: Entering' "$log" | tail -n 200 >&2
  echo "$1 failed in $folder" >&2
  exit 1
}

# A folder that was made for another place or by another meson, or half made, is made anew.
if [ -f "$folder/build.ninja" ] && ! meson introspect "$folder" --projectinfo >/dev/null 2>&1; then
  rm -rf -- "$folder"
fi
if [ ! -f "$folder/build.ninja" ]; then
  rm -rf -- "$folder"
  quietly meson setup "$folder" "${options[@]}"
fi
quietly ninja -C "$folder" "$@"
