"""The house rules, one function each: takes the tree, yields (path, line, what is wrong).

docs/architecture.md says why each layer may use what it uses; CONTRIBUTING.md lists the rules.
"""

import ast
import re

import cpp_text

# What a layer's headers and sources may include of assay/. Layers that are not named here (trace,
# invariant, gen, subject, …) may include anything that does not lead back to them.
LAYER_MAY_USE = {
    "word": {"word"},
    "math": {"math", "word", "receipt"},
    "receipt": {"receipt"},
    "ledger": {"ledger", "receipt", "word"},
    "pool": {"pool", "ledger", "receipt", "math", "word"},
    "model": {"model"},
}
EXACT_LAYERS = ("word", "math", "receipt", "ledger", "pool")  # no floating point, no I/O
OUTERMOST = ("cli", "fuzz", "bench", "tests")

MAX_COLUMNS = 100
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 70
MAX_SHORT_LIST = 12  # a CMakeLists.txt that only names its sources needs no introduction

CODE = (
    ".hpp", ".h", ".cpp", ".rs", ".yul", ".mjs", ".py", ".cmake", "CMakeLists.txt", ".in"
)
CPP = (".hpp", ".h", ".cpp")


def _layer(path):
    """The layer that a file belongs to: include/assay/LAYER/… or src/LAYER/…, else None."""
    if re.match(r"(include/assay|src)/subject/pipe", path):
        return "pipe"  # a subject that speaks pooltrace: a target of its own, above trace
    parts = path.split("/")
    if path.startswith("include/assay/") and len(parts) > 3:
        return parts[2]
    if path.startswith("src/") and len(parts) > 2:
        return parts[1]
    return None


def _protocol(path):
    """The protocol folder of a file or include in pool/, else None."""
    match = re.search(r"(?:^|/)pool/([^/]+)/", path)
    return match.group(1) if match else None


def _cpp_files(tree):
    return [(path, text) for path, text in tree.items() if path.endswith(CPP)]


def layers(tree):
    """Each layer includes only what the table allows; pools never include each other."""
    for path, text in _cpp_files(tree):
        layer = _layer(path)
        for line, quote, target in cpp_text.includes(text):
            if target.startswith(("tests/", "bench/", "fuzz/", "src/")):
                yield path, line, f"includes {target}: tests, bench and fuzz are for no one else"
            if layer is None or not target.startswith("assay/"):
                continue
            used = target.split("/")[1]
            if layer in LAYER_MAY_USE and used not in LAYER_MAY_USE[layer]:
                yield path, line, f"layer {layer} may not include layer {used} ({target})"
            if used == "cli" and layer != "cli":
                yield path, line, f"layer {layer} may not include the command line ({target})"
            if layer == "pool" and used == "pool" and _protocol(target) != _protocol(path):
                yield path, line, f"pool {_protocol(path)} includes another pool ({target})"


def layer_cycles(tree):
    """No layer leads back to itself through others."""
    uses = {}
    where = {}
    for path, text in _cpp_files(tree):
        layer = _layer(path)
        for line, _, target in cpp_text.includes(text):
            if layer and target.startswith("assay/") and target.count("/") > 1:
                used = _layer("include/" + target)
                if used != layer:
                    uses.setdefault(layer, set()).add(used)
                    where.setdefault((layer, used), (path, line))
    for start in sorted(uses):
        cycle = _way_back(uses, start)
        if cycle and start == min(cycle):
            path, line = where[(cycle[0], cycle[1])]
            yield path, line, "layers in a circle: " + " → ".join(cycle)


def _way_back(uses, start):
    """A shortest path start → … → start, or None."""
    queue = [[start]]
    seen = set()
    while queue:
        path = queue.pop(0)
        for following in sorted(uses.get(path[-1], ())):
            if following == start:
                return path + [start]
            if following not in seen:
                seen.add(following)
                queue.append(path + [following])
    return None


def model_is_independent(tree):
    """The model uses Boost, the standard library and itself: nothing else."""
    for path, text in _cpp_files(tree):
        if _layer(path) != "model":
            continue
        for line, quote, target in cpp_text.includes(text):
            standard = quote == "<" and "/" not in target and "." not in target
            own = quote == '"' and (target.startswith("assay/model/") or "/" not in target)
            if not (standard or own or target.startswith("boost/")):
                yield path, line, f"the model may not include {target}"


def exact_layers(tree):
    """No floating point and no streams where numbers are the chain's."""
    for path, text in _cpp_files(tree):
        if _layer(path) not in EXACT_LAYERS:
            continue
        code = cpp_text.blank(text)
        for match in re.finditer(r"\b(float|double|_Float\w+|__float128)\b", code):
            yield path, cpp_text.line_of(code, match.start()), f"{match.group(0)} in exact code"
        for line, _, target in cpp_text.includes(text):
            if target in ("iostream", "fstream", "sstream", "ostream") or target.startswith("fmt/"):
                yield path, line, f"<{target}>: exact layers do no input or output"


def named_divisions(tree):
    """In pool/ every division says how it rounds.

    Words have no / and % at all (tests/compile_fail). A division of plain integers (ticks, ring
    indices) must say on its line, or in the three above, which way it rounds.
    """
    words = "round|truncat|floor|ceil|exact|modul|remainder|wrap|mod "
    rounding = re.compile(words, re.IGNORECASE)
    for path, text in _cpp_files(tree):
        if _layer(path) != "pool":
            continue
        code = re.sub(r"^[ \t]*#[^\n]*", "", cpp_text.blank(text), flags=re.MULTILINE)
        lines = text.split("\n")
        for match in re.finditer(r"[/%]", code):
            line = cpp_text.line_of(code, match.start())
            if not rounding.search(" ".join(lines[max(0, line - 4) : line])):
                yield path, line, f"bare {match.group(0)}: say how it rounds (div_down, rem, …)"


def file_openings(tree):
    """A file opens with what it is; a header has #pragma once and opens no namespace to all."""
    for path, text in tree.items():
        short_list = path.endswith("CMakeLists.txt") and text.count("\n") <= MAX_SHORT_LIST
        if not path.endswith(CODE) or short_list:
            continue
        first = text.lstrip("\n").split("\n", 1)[0]
        slashes = path.endswith((*CPP, ".rs", ".yul", ".mjs"))
        opens = ("//", "/*") if slashes else ("#", '"""')
        if not first.startswith(opens):
            yield path, 1, "the file does not open with a comment that says what it is"
        if path.endswith((".hpp", ".h")):
            if not re.search(r"^(#pragma once|#ifndef \w+_H\w*)$", text, re.MULTILINE):
                yield path, 1, "header without #pragma once"
            code = cpp_text.blank(text)
            for match in re.finditer(r"^using namespace\b", code, re.MULTILINE):
                yield path, cpp_text.line_of(code, match.start()), "using namespace in a header"


def type_names(tree):
    """Types are snake_case; PascalCase is for template parameters."""
    pattern = re.compile(r"(?<![<,])\s\b(?:class|struct|enum|union|enum class)\s+([A-Z]\w*)\s*[{:]")
    for path, text in _cpp_files(tree):
        code = cpp_text.blank(text)
        for match in pattern.finditer(code):
            if path.startswith("tests/"):
                continue  # GoogleTest fixtures
            line = cpp_text.line_of(code, match.start(1))
            yield path, line, f"type {match.group(1)} is not snake_case"


def leftovers(tree):
    """Nothing is left for later, and no line is in the way of the next reader."""
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")
    word = re.compile(r"\b(" + "|".join(words) + r")\b")
    for path, text in tree.items():
        for number, line in enumerate(text.split("\n"), 1):
            match = word.search(line)
            if match:
                yield path, number, f"{match.group(0)}: finish it or write an issue"


def whitespace(tree):
    """Line feeds, a final newline, no tabs, no blanks at line ends."""
    for path, text in tree.items():
        if not text:
            yield path, 1, "the file is empty"
            continue
        if not text.endswith("\n") or text.endswith("\n\n"):
            yield path, text.count("\n") + 1, "the file must end with one newline"
        for number, line in enumerate(text.split("\n"), 1):
            if "\t" in line:
                yield path, number, "tab"
            if "\r" in line:
                yield path, number, "carriage return"
            elif line != line.rstrip():
                yield path, number, "blank at the end of the line"


def lengths(tree):
    """Lines, files and functions that fit a screen."""
    for path, text in tree.items():
        shell = text.startswith("#!/usr/bin/env bash") or text.startswith("#!/bin/bash")
        if not (path.endswith(CODE) or shell):
            continue
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_COLUMNS:
                yield path, number, f"{len(line)} columns, at most {MAX_COLUMNS}"
        if len(lines) - 1 > MAX_FILE_LINES:
            yield path, 1, f"{len(lines) - 1} lines, at most {MAX_FILE_LINES} in a file"
        for first, last, name in _functions(path, text):
            if last - first + 1 > MAX_FUNCTION_LINES:
                size = last - first + 1
                yield path, first, f"{name}: {size} lines, at most {MAX_FUNCTION_LINES}"


def _functions(path, text):
    if path.endswith(CPP):
        return cpp_text.functions(text)
    if path.endswith(".py"):
        return [
            (node.lineno, node.end_lineno, node.name)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef)
        ]
    found = []
    start, name = None, ""
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"(\w+)\(\) \{$", line)
        if match:
            start, name = number, match.group(1)
        elif line == "}" and start:
            found.append((start, number, name))
            start = None
    return found


def stands_alone(tree):
    """Nobody's machine and nobody's package host is written into the project."""
    hosts = "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("crates", "io"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("deb", "debian", "org"),
            ("proxy", "golang", "org"),
            ("maven", "org"),
            ("apt", "llvm", "org"),
        )
    )
    path_pattern = r"(?<![\w.])/(?:" + "|".join(["home", "root", "wo" + "rk", "Users"]) + r")/\w+"
    pattern = re.compile(rf"\b(?:{hosts})\b|{path_pattern}|\.\./sha" + r"red\b")
    for path, text in tree.items():
        for number, line in enumerate(text.split("\n"), 1):
            match = pattern.search(line)
            if match:
                yield path, number, f"names a machine's path or a package host: {match.group(0)}"


def _anchor(heading):
    """The anchor that GitHub gives a heading."""
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _prose(text):
    """Markdown without code blocks."""
    return re.sub(
        r"^```.*?^```", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.DOTALL | re.M
    )


def links(tree, exists):
    """Every link from one document to a file or a heading arrives."""
    anchors = {
        path: {_anchor(h) for h in re.findall(r"^#+ +(.*)$", _prose(text), re.MULTILINE)}
        for path, text in tree.items()
        if path.endswith(".md")
    }
    for path in anchors:
        text = _prose(tree[path])
        for match in re.finditer(r"\]\(([^)\s]+)\)", text):
            target = match.group(1)
            if re.match(r"[a-z]+:", target):
                continue
            line = cpp_text.line_of(text, match.start())
            file, _, anchor = target.partition("#")
            arrives = _resolve(path, file) if file else path
            if not exists(arrives):
                yield path, line, f"link to {target}: no such file"
            elif anchor and arrives in anchors and anchor not in anchors[arrives]:
                yield path, line, f"link to {target}: no such heading"


def documents_named_in_code(tree, exists):
    """A comment that sends its reader to docs/… sends them to a page that is there."""
    for path, text in tree.items():
        if path.endswith(".md"):
            continue
        for match in re.finditer(r"\bdocs/[\w./-]*\w\.(?:md|json)\b", text):
            if not exists(match.group(0)):
                yield path, cpp_text.line_of(text, match.start()), f"no such page: {match.group(0)}"


def _resolve(path, file):
    parts = path.split("/")[:-1]
    for step in file.rstrip("/").split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def quirks(tree):
    """Every quirk that the engine tags is on a protocol's page, and the other way round."""
    tag = re.compile(r"\b(V\d-[A-Z]+(?:-[A-Z0-9]+)*)\b")
    tagged = {}
    for path, text in _cpp_files(tree):
        if _layer(path) in EXACT_LAYERS:
            for match in re.finditer(r"QUIRK\((" + tag.pattern + r")\)", text):
                line = cpp_text.line_of(text, match.start())
                tagged.setdefault(match.group(1), (path, line))
    listed = {}
    for path, text in tree.items():
        if path.startswith("docs/") and path.endswith(".md"):
            for match in re.finditer(r"QUIRK\((" + tag.pattern + r")\)", text):
                line = cpp_text.line_of(text, match.start())
                listed.setdefault(match.group(1), (path, line))
    for name in sorted(tagged.keys() - listed.keys()):
        yield *tagged[name], f"QUIRK({name}) is on no page of docs/"
    for name in sorted(listed.keys() - tagged.keys()):
        yield *listed[name], f"QUIRK({name}) is tagged nowhere in the engine"
