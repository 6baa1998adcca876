#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests tally.py: how results are counted, and that nothing that went wrong counts as passed. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.dont_write_bytecode = True
import tally  # noqa: E402

TALLY = pathlib.Path(__file__).parent / "tally.py"

# name, text, exit status, want_counts
TAP = [
    ("all well", "1..2\nok 1 /a\nok 2 /b\n", 0, (2, 0, 0)),
    ("plan at the end", "ok 1 - a\nok 2 - b\n1..2\n", 0, (2, 0, 0)),
    ("one failed", "1..2\nok 1 a\nnot ok 2 b\n", 1, (1, 1, 0)),
    ("one skipped", "1..2\nok 1 a\nok 2 b # SKIP no server\n", 0, (1, 0, 1)),
    ("the whole suite skipped", "1..0 # SKIP no server\n", 0, (0, 0, 1)),
    ("an expected failure", "1..1\nnot ok 1 a # TO" "DO later\n", 0, (0, 0, 1)),
    ("died before its end", "1..3\nok 1 a\n", 134, (1, 1, 0)),
    ("fewer than planned, status 0", "1..3\nok 1 a\nok 2 b\n", 0, (2, 1, 0)),
    ("no plan", "ok 1 a\n", 0, (1, 1, 0)),
    ("bad status after good results", "1..1\nok 1 a\n", 1, (1, 1, 0)),
    ("bailed out", "1..1\nok 1 a\nBail out! no disk\n", 0, (1, 1, 0)),
    ("nothing printed", "", 0, (0, 1, 0)),
    ("nothing planned but failed", "1..0\n", 1, (0, 1, 0)),
    ("words that look like results", "# ok 1\nokay\n    ok 1 nested\n1..1\nok 1 a\n", 0, (1, 0, 0)),
]

# name, entries of meson's log, want_closing line
MESON = [
    ("tap", [{"stdout": "1..1\nok 1 a\n", "result": "OK"}], "1 passed, 0 failed, 0 skipped"),
    ("a crash after the last result", [{"stdout": "1..1\nok 1 a\n", "result": "ERROR"}], "1 passed, 1 failed, 0 skipped"),
    ("a time-out", [{"stdout": "1..2\nok 1 a\n", "result": "TIMEOUT"}], "1 passed, 1 failed, 0 skipped"),
    ("by exit status", [{"stdout": "", "result": "OK"}, {"result": "FAIL"}], "1 passed, 1 failed, 0 skipped"),
    ("skipped by exit status", [{"stdout": "", "result": "SKIP"}], "0 passed, 0 failed, 1 skipped"),
    ("no test at all", [], "0 passed, 1 failed, 0 skipped"),
]


def closing_line(entries):
    with tempfile.TemporaryDirectory() as folder:
        counts, log = pathlib.Path(folder, "counts"), pathlib.Path(folder, "log")
        counts.touch()
        rows = [{"name": "x / a", "returncode": 0, "duration": 1, **entry} for entry in entries]
        log.write_text("".join(json.dumps(row) + "\n" for row in rows))
        subprocess.run([sys.executable, TALLY, "meson", counts, "unit", log], check=True, capture_output=True)
        done = subprocess.run([sys.executable, TALLY, "sum", counts], capture_output=True, text=True)
    status = " (exit status 0)" if (done.returncode == 0) != (", 0 failed" in done.stdout) else ""
    return done.stdout.splitlines()[-1] + status


results = [(name, tally.count_tap(text, status), want) for name, text, status, want in TAP]
results += [(name, closing_line(entries), want) for name, entries, want in MESON]
for number, (name, got, want) in enumerate(results, 1):
    print(f"{'ok' if got == want else 'not ok'} {number} - {name}")
    if got != want:
        print(f"# got {got}, want {want}")
print(f"1..{len(results)}")
sys.exit(any(got != want for _, got, want in results))
