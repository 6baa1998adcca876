#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests check_layers.py: each case is one file in a folder of its own, and what must be said of it. Prints TAP."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).parent / "check_layers.py"
SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
LONG = "static void\nlong (void)\n{\n" + "  step ();\n" * 81 + "}\n"

# name, path, text, want_fault (None: accepted)
CASES = [
    ("base may include base", "src/base/a.c", SPDX + '#include "base/a.h"\n', None),
    ("base may not include core", "src/base/a.c", SPDX + '#include "core/contact.h"\n', "src/base/a.c:2: base may not include"),
    ("core may include db", "src/core/a.h", SPDX + '#include "db/db.h"\n', None),
    ("core may not include http", "src/core/a.h", SPDX + '#include "http/server.h"\n', "core may not include 'http/server.h'"),
    ("api may not include db", "src/api/a.c", SPDX + '# include "db/db.h"\n', "api may not include 'db/db.h'"),
    ("segment may not include liquid", "src/segment/a.c", SPDX + '#include "liquid/x.h"\n', "segment may not include"),
    ("engine may not include api", "src/engine/a.c", SPDX + '#include "api/x.h"\n', "engine may not include"),
    ("a test obeys too", "src/mail/a_test.c", SPDX + '#include "core/x.h"\n', "mail may not include"),
    ("cmd may include all", "src/cmd/a.c", SPDX + '#include "api/x.h"\n#include "db/db.h"\n', None),
    ("an include in a comment is none", "src/base/a.c", SPDX + '/*\n#include "core/x.h"\n*/\n', None),
    ("an include without layer", "src/base/a.c", SPDX + '#include "a.h"\n', 'write "base/a.h"'),
    ("an unknown layer", "src/util/a.c", SPDX, "'util' is not a layer"),
    ("sqlite stays in db", "src/core/a.c", SPDX + "#include <sqlite3.h>\n", "only db may include <sqlite3.h>"),
    ("db may know sqlite", "src/db/a.c", SPDX + "#include <sqlite3.h>\n", None),
    ("no SPDX line", "src/base/a.c", "int x;\n", "no SPDX line"),
    ("no SPDX line in a script", "tools/a.sh", "#!/bin/sh\n", "no SPDX line"),
    ("SPDX line below the interpreter", "tools/a.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n", None),
    ("800 lines", "src/base/a.c", SPDX + "\n" * 799, None),
    ("801 lines", "src/base/a.c", SPDX + "\n" * 800, "801 lines"),
    ("a function of 81 lines", "src/base/a.c", SPDX + LONG, "function of 81 lines"),
    ("a long table in a test", "src/base/a_test.c", SPDX + LONG, None),
    ("strcpy", "src/base/a.c", SPDX + "void f (void) { strcpy (a, b); }\n", "strcpy is banned"),
    ("strcpy in a text", "src/base/a.c", SPDX + 'void f (void) { say ("strcpy (a)"); }\n', None),
    ("a member named system", "src/base/a.c", SPDX + "void f (void) { x->system (1); }\n", None),
    ("system", "src/base/a.c", SPDX + 'int r = system ("ls");\n', "system is banned"),
    ("g_time_zone_new", "src/base/a.c", SPDX + "z = g_time_zone_new (name);\n", "g_time_zone_new is banned"),
    ("g_time_zone_new_identifier", "src/base/a.c", SPDX + "z = g_time_zone_new_identifier (name);\n", None),
    ("goto", "src/base/a.c", SPDX + "void f (void) { goto out; }\n", "goto is banned"),
    ("SQL in a handler", "src/api/a.c", SPDX + 'char *q = "SELECT id FROM contact";\n', "src/api/a.c:2: SQL stands in"),
    ("SQL over two literals", "src/engine/a.c", SPDX + 'char *q = "select id "\n "from contact";\n', "SQL stands in"),
    ("SQL that changes", "src/core/a.c", SPDX + 'char *q = "update contact set a = 1";\n', "SQL stands in"),
    ("a sentence is no SQL", "src/api/a.c", SPDX + 'char *t = _ ("update the contact first");\n', None),
    ("db may hold SQL", "src/db/a.c", SPDX + 'char *q = "SELECT seq FROM feed_head";\n', None),
    ("a path of one machine", "tests/a.sh", "# SPDX-License-Identifier: Apache-2.0\ncd /wo" "rk/main\n", "path of one machine"),
    ("work put off", "src/base/a.c", SPDX + "/* TO" "DO: later */\n", "do it, or open an issue"),
    ("bytes that are no text", "src/base/a.c", b"/* \xff */\n", "not UTF-8"),
]


def fault_of(path, text, want):
    """What is wrong with the checker's answer; None when it is as wanted."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, path)
        file.parent.mkdir(parents=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True)
    if want is None:
        return None if done.returncode == 0 and "1 files, 0 faults" in done.stdout else done.stdout + done.stderr
    return None if done.returncode == 1 and want in done.stdout else done.stdout + done.stderr


failed = 0
for number, (name, path, text, want) in enumerate(CASES, 1):
    fault = fault_of(path, text, want)
    failed += fault is not None
    print(f"{'not ok' if fault is not None else 'ok'} {number} - {name}")
    for line in (fault or "").splitlines():
        print(f"# {line}")
print(f"1..{len(CASES)}")
sys.exit(1 if failed else 0)
