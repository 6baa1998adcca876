#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the source to the rules that a machine can check; prints each fault with its place, exit status 1 if any.

  check_layers.py [ROOT]

Which layer may include which stands in LAYERS; libraries that belong to one layer in LIBRARIES; calls with a better
replacement in BANNED. To add a rule: a function of (path, text) that yields (line, fault), and a row in RULES.
"""
import pathlib
import re
import sys

LAYERS = {
    "base": {"base"},
    "db": {"base", "db"},
    "segment": {"base", "segment"},
    "liquid": {"base", "liquid"},
    "mail": {"base", "mail"},
    "http": {"base", "http"},
    "core": {"base", "core", "db", "segment", "liquid", "mail"},
    "engine": {"base", "core", "engine", "db", "segment", "liquid", "mail"},
    "api": {"base", "api", "http", "core", "engine"},
    "cmd": {"base", "db", "segment", "liquid", "mail", "http", "core", "engine", "api", "cmd"},
}
LAYERS["main.c"] = LAYERS["cmd"]

# <header> prefix: the layer that alone may know it
LIBRARIES = {
    "sqlite3.h": "db",
    "libpq-fe.h": "db",
    "microhttpd.h": "http",
    "gmime/": "mail",
}

BANNED = {
    "strcpy": "g_strlcpy, g_strdup or GString",
    "strcat": "g_strlcat or GString",
    "sprintf": "g_snprintf or g_strdup_printf",
    "vsprintf": "g_vsnprintf or g_strdup_vprintf",
    "gets": "fgets with a limit",
    "system": "g_spawn with an argument list",
    "popen": "g_spawn with an argument list",
    "strtok": "g_strsplit or a parser",
    "g_time_zone_new": "g_time_zone_new_identifier, which refuses a bad zone",
}

MOST_LINES = 800
MOST_FUNCTION_LINES = 80

LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
STATEMENT = re.compile(
    r'^[\s"]*(select\b.+\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|update\s+\w+\s+set\b|delete\s+from\b'
    r"|(create|drop|alter)\s+(unique\s+)?(table|index)\b)",
    re.I | re.S,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(["<])([^">]+)[">]', re.M)
MACHINE = re.compile(r"/(?:work|root)/[\w.]|/home/\w|[.]pyenv")
COMMENT = {".c": "/*", ".h": "/*", ".py": "#", ".sh": "#", "": "#"}


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def is_c(path):
    return path.suffix in (".c", ".h")


def is_test(path):
    return path.name.endswith(("_test.c", "_testing.c", "_fuzz.c"))


def layer_of(path):
    return path.parts[1] if path.parts[0] == "src" and len(path.parts) > 1 else None


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def without_comments(text):
    """Comments become blanks; places stay where they are. Strings are skipped, so that "/*" in one is no comment."""
    token = re.compile(r'"(?:[^"\\\n]|\\.)*"' r"|'(?:[^'\\\n]|\\.)+'|/\*.*?\*/|//[^\n]*", re.S)
    return token.sub(lambda m: blank(m) if m.group().startswith("/") else m.group(), text)


def only_code(text):
    return re.sub(r'"(?:[^"\\\n]|\\.)*"' r"|'(?:[^'\\\n]|\\.)+'", blank, without_comments(text))


def check_licence(path, text):
    head = "\n".join(text.splitlines()[:2])
    if path.suffix in COMMENT and f"{COMMENT[path.suffix]} SPDX-License-Identifier: Apache-2.0" not in head:
        yield 1, "no SPDX line at the top"


def check_length(path, text):
    lines = text.count("\n")
    if lines > MOST_LINES:
        yield lines, f"{lines} lines, at most {MOST_LINES}: split it by phase"


def check_functions(path, text):
    """A function's body stands between a '{' and a '}' alone in the first column, as the formatter lays it."""
    if not is_c(path) or is_test(path):
        return
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            if number - start - 1 > MOST_FUNCTION_LINES:
                yield start, f"function of {number - start - 1} lines, at most {MOST_FUNCTION_LINES}"
            start = None


def check_includes(path, text):
    layer = layer_of(path)
    if layer is None or not is_c(path):
        return
    if layer not in LAYERS:
        yield 1, f"'{layer}' is not a layer"
        return
    for match in INCLUDE.finditer(without_comments(text)):
        kind, header = match.groups()
        line = line_of(text, match.start(1))
        if kind == '"' and "/" not in header:
            yield line, f'write "{layer}/{header}": includes begin below src/'
        elif kind == '"' and header.split("/")[0] not in LAYERS[layer]:
            yield line, f"{layer} may not include '{header}'"
        elif kind == "<":
            for prefix, owner in LIBRARIES.items():
                if header.startswith(prefix) and layer != owner:
                    yield line, f"only {owner} may include <{header}>"


def check_calls(path, text):
    if not is_c(path):
        return
    code = only_code(text)
    for match in re.finditer(r"(?<![\w.])(" + "|".join(BANNED) + r")\s*\(", code):
        if not code[: match.start()].endswith("->"):
            yield line_of(text, match.start()), f"{match[1]} is banned: use {BANNED[match[1]]}"
    for match in re.finditer(r"\bgoto\b", code):
        yield line_of(text, match.start()), "goto is banned: split the function, let g_autoptr clean up"


def check_sql(path, text):
    if not is_c(path) or is_test(path) or layer_of(path) in (None, "db"):
        return
    for match in LITERAL.finditer(without_comments(text)):
        if STATEMENT.match(match.group()):
            yield line_of(text, match.start()), "SQL stands in sql/*.sql, not in C"


def check_words(path, text):
    for match in re.finditer(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b", text):
        yield line_of(text, match.start()), f"'{match[1]}': do it, or open an issue"
    for match in MACHINE.finditer(text):
        yield line_of(text, match.start()), f"path of one machine: '{match[0]}'"


RULES = [
    check_licence,
    check_length,
    check_functions,
    check_includes,
    check_calls,
    check_sql,
    check_words,
]


def sources(root):
    for folder in ("src", "sql", "tests", "tools", "bench", ".ci"):
        for path in sorted((root / folder).rglob("*")):
            known = path.suffix in (".c", ".h", ".sql", ".py", ".sh") or (folder == ".ci" and path.is_file())
            if known and "__pycache__" not in path.parts and "corpus" not in path.parts:
                yield path
    for name in ("run", "test"):
        if (root / name).is_file():
            yield root / name


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent).resolve()
    files, faults = 0, 0
    for path in sources(root):
        files += 1
        relative = path.relative_to(root)
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError as fault:
            faults += 1
            print(f"{relative}: not UTF-8: {fault.reason}")
            continue
        for rule in RULES:
            for line, fault in rule(relative, text):
                faults += 1
                print(f"{relative}:{line}: {fault}")
    print(f"{files} files, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
