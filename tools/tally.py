#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts what tests said: a line per suite, the whole log of those that failed, and "passed failed skipped" for ./test.

  tally.py tap COUNTS NAME STATUS FILE     FILE holds what one suite printed, STATUS its exit status
  tally.py check COUNTS NAME STATUS FILE   one result, by the exit status
  tally.py meson COUNTS KIND TESTLOG.json  each test of a meson run; KIND goes before the names
  tally.py sum COUNTS                      the closing line; exit status 1 if anything failed

COUNTS is a file to which each call adds a line. A suite that ends badly, without a plan, or with fewer results than it
planned has one failure more than it says, so that dying early never looks like passing.
"""
import json
import pathlib
import re
import sys

RESULT = re.compile(r"^(not )?ok\b(?:\s+\d+)?\s*(?:-\s*)?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)\s*(#.*)?$")
DIRECTIVE = re.compile(r"(?<!\\)#\s*(skip|todo)\b", re.I)


def count_tap(text, status):
    """(passed, failed, skipped) of one suite. A failure that is marked as expected counts as skipped."""
    passed = failed = skipped = 0
    planned = None
    for line in text.splitlines():
        plan, result = PLAN.match(line), RESULT.match(line)
        if plan:
            planned = int(plan[1])
        elif result and DIRECTIVE.search(result[2]):
            skipped += 1
        elif result and result[1]:
            failed += 1
        elif result:
            passed += 1
    if planned == 0 and status == 0 and passed + failed + skipped == 0:
        return 0, 0, 1
    if planned != passed + failed + skipped or "\nBail out!" in f"\n{text}" or (status != 0 and failed == 0):
        failed += 1
    return passed, failed, skipped


def report(counts, name, result, log, seconds=None):
    passed, failed, skipped = result
    word = "FAIL" if failed else "skip" if skipped and not passed else "ok"
    parts = [f"{passed} passed"] if passed else []
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{skipped} skipped"] if skipped else []
    took = "" if seconds is None else f" ({seconds:.1f} s)"
    print(f"{word:<5} {name:<44} {', '.join(parts)}{took}", flush=True)
    if failed:
        for line in log.splitlines():
            print(f"      | {line}")
    with open(counts, "a", encoding="utf-8") as file:
        file.write(f"{passed} {failed} {skipped}\n")


def report_meson(counts, kind, path):
    for line in pathlib.Path(path).read_text("utf-8", errors="replace").splitlines():
        test = json.loads(line)
        stdout, stderr = test.get("stdout") or "", test.get("stderr") or ""
        bad = test["result"] not in ("OK", "EXPECTEDFAIL", "SKIP")
        if PLAN.search(stdout) or re.search(r"^(1\.\.\d|ok|not ok)", stdout, re.M):
            result = count_tap(stdout, 1 if bad else 0)
        else:
            result = (0, 1, 0) if bad else (0, 0, 1) if test["result"] == "SKIP" else (1, 0, 0)
        name = test["name"].split(" / ")[-1]
        log = f"{stdout}\n{stderr}\n{test['result']}, exit status {test['returncode']}"
        report(counts, f"{kind} {name}", result, log, test["duration"])


def total(counts):
    rows = [[int(n) for n in line.split()] for line in pathlib.Path(counts).read_text("utf-8").splitlines()]
    passed, failed, skipped = (sum(column) for column in zip(*rows)) if rows else (0, 1, 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def main(arguments):
    verb, counts, *rest = arguments
    if verb == "check":
        name, status, path = rest
        text = pathlib.Path(path).read_text("utf-8", errors="replace")
        report(counts, name, (1, 0, 0) if status == "0" else (0, 1, 0), text)
    elif verb == "tap":
        name, status, path = rest
        text = pathlib.Path(path).read_text("utf-8", errors="replace")
        report(counts, name, count_tap(text, int(status)), f"{text}\nexit status {status}")
    elif verb == "meson":
        report_meson(counts, *rest)
    else:
        return total(counts)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
