#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles po/de.po and po/nl.po into a C table (base/catalog.h), and with --check tells which marked texts lack one.

  compile_po.py OUT.c DE.po NL.po
  compile_po.py --check SRC_DIR DE.po NL.po     every _("...") and N_("...") below SRC_DIR must be translated, with the
                                               same printf conversions, and no catalogue may hold a text that is gone
"""
import pathlib
import re
import sys

STRING = r'"((?:[^"\\]|\\.)*)"'
MARK = re.compile(r'\b(?:_|N_)\s*\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
CONVERSION = re.compile(r"%(?:\d+\$)?[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j)?[diouxXeEfgGcsp%]")


def joined(text):
    return "".join(re.findall(STRING, text))


def read_po(path):
    entries, key, field = {}, None, None
    for number, line in enumerate(pathlib.Path(path).read_text("utf-8").splitlines(), 1):
        line = line.strip()
        if line.startswith("msgid "):
            key, field = joined(line), "id"
        elif line.startswith("msgstr "):
            if key in entries:
                sys.exit(f"{path}:{number}: said twice: {key}")
            entries[key], field = joined(line), "str"
        elif line.startswith('"') and field == "id":
            key += joined(line)
        elif line.startswith('"') and field == "str":
            entries[key] += joined(line)
        elif line and not line.startswith("#"):
            sys.exit(f"{path}:{number}: not understood: {line}")
    entries.pop("", None)
    return entries


def unescaped(text):
    return text.encode().decode("unicode_escape").encode("latin-1").decode("utf-8") if "\\" in text else text


# What GLib's names of conversions stand for where the catalogue is used; a text that holds one is several literals.
MACROS = {"G_GINT64_FORMAT": "li", "G_GUINT64_FORMAT": "lu"}
MACRO = re.compile(r'"\s*(' + "|".join(MACROS) + r')(?:\s*"|\b)')


def without_macros(text):
    return MACRO.sub(lambda m: MACROS[m.group(1)] + ("" if m.group(0).endswith('"') else '"'), text)


def marked(root):
    found = {}
    for path in sorted(pathlib.Path(root).rglob("*.[ch]")):
        if path.name.endswith(("_test.c", "_fuzz.c")):
            continue
        text = without_macros(re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S))
        for match in MARK.finditer(text):
            found.setdefault(joined(match.group(1)), path)
    return found


def check(root, paths):
    found, faults = marked(root), 0
    for path in paths:
        entries = read_po(path)
        for text, where in found.items():
            if not entries.get(text):
                faults += 1
                print(f"{path}: missing: \"{text}\" ({where})")
            elif sorted(CONVERSION.findall(text)) != sorted(
                re.sub(r"%\d+\$", "%", c) for c in CONVERSION.findall(entries[text])
            ):
                faults += 1
                print(f"{path}: other conversions: \"{text}\"")
        for text in entries.keys() - found.keys():
            faults += 1
            print(f"{path}: no longer used: \"{text}\"")
    print(f"{len(found)} texts, {faults} faults")
    sys.exit(1 if faults else 0)


def main(arguments):
    if arguments[0] == "--check":
        check(arguments[1], arguments[2:])
    out, german, dutch = arguments[0], read_po(arguments[1]), read_po(arguments[2])
    keys = sorted(german.keys() | dutch.keys(), key=lambda k: unescaped(k).encode())
    with open(out, "w", encoding="utf-8") as file:
        file.write('#include "base/catalog.h"\n\nconst TpMessage tp_catalog[] = {\n')
        for key in keys:
            cells = [f'"{d[key]}"' if d.get(key) else "NULL" for d in (german, dutch)]
            file.write(f'  {{"{key}", {cells[0]}, {cells[1]}}},\n')
        if not keys:
            file.write('  {"", NULL, NULL},\n')
        file.write(f"}};\nconst size_t tp_catalog_length = {len(keys)};\n")


main(sys.argv[1:])
