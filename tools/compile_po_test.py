#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests compile_po.py --check: that each marked text is found, also with GLib's conversions in it. Prints TAP."""
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).with_name("compile_po.py")
ROWS = 'msgid "%li of %lu rows"\nmsgstr "%li von %lu Zeilen"\n'
USERS = 'msgid "users: %li"\nmsgstr "Benutzer: %li"\n'
CASES = [
    ("macros inside a text", '_ ("%" G_GINT64_FORMAT " of %" G_GUINT64_FORMAT\n " rows")', ROWS, 0),
    ("a macro at the end", 'N_ ("users: %" G_GINT64_FORMAT)', USERS, 0),
    ("missing", '_ ("%" G_GINT64_FORMAT " rows")', "", 1),
    ("other conversions", '_ ("users: %" G_GINT64_FORMAT)', USERS.replace("Benutzer: %li", "Benutzer: %s"), 1),
    ("no longer used", "", USERS, 1),
]


def check(source, catalogue):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "src").mkdir()
        (root / "src/a.c").write_text(source, "utf-8")
        (root / "de.po").write_text(catalogue, "utf-8")
        command = [sys.executable, SCRIPT, "--check", root / "src", root / "de.po"]
        return subprocess.run(command, capture_output=True, text=True)


failed = 0
print(f"1..{len(CASES)}")
for number, (name, source, catalogue, want_status) in enumerate(CASES, 1):
    ran = check(source, catalogue)
    ok = ran.returncode == want_status
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {number} - {name}")
    if not ok:
        print(f"# {ran.stdout}{ran.stderr}")
sys.exit(1 if failed else 0)
