#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the packages of the named groups (tools/packages.txt) that are missing: install.sh GROUP...
# As root by apt; anybody else is told the command, and the exit status is 1. With nothing missing it asks dpkg once.
set -euo pipefail
list="$(dirname "${BASH_SOURCE[0]}")/packages.txt"

wanted=()
for group in "$@"; do
  mapfile -t -O "${#wanted[@]}" wanted < <(awk -v group="$group" '$1 == group { print $2 }' "$list")
done
if [ "${#wanted[@]}" -eq 0 ]; then
  echo "install.sh: no such group: $*" >&2
  exit 2
fi

if ! command -v dpkg-query >/dev/null; then
  echo "not a Debian system: the libraries named in tools/packages.txt must be there already" >&2
  exit 0
fi
# dpkg-query fails when it does not know a package at all; what it does not list is missing.
have=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' "${wanted[@]}" 2>/dev/null || true)"
missing=()
for package in "${wanted[@]}"; do
  [[ "$have" == *" installed=$package "* ]] || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "these packages are missing: ${missing[*]}" >&2
  echo "install them as root, then try again:  apt-get update && apt-get install ${missing[*]}" >&2
  exit 1
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
# Tries a mirror that stumbles three times more; debconf asks nothing.
apt() {
  if ! DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "apt-get $1 failed" >&2
    exit 1
  fi
}
echo "installing ${missing[*]}" >&2
apt update
apt install --yes --no-install-recommends "${missing[@]}"
