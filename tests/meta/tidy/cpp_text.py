"""What the rules need to know of C++ text: comments and strings blanked, includes, functions."""

import re

_TOKEN = re.compile(
    r"""//[^\n]*                                    # line comment
      | /\*.*?\*/                                   # block comment
      | R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)"   # raw string
      | "(?:\\.|[^"\\\n])*"                         # string
      | (?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'        # character, not a digit separator
    """,
    re.VERBOSE | re.DOTALL,
)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
_CONTAINER = re.compile(r"\b(namespace|class|struct|enum|union|extern)\b")
_NOT_A_FUNCTION = re.compile(r"(^|[^=!<>])=[^=]*$|\breturn\b|\bconcept\b")


def blank(text):
    """Comments and literals as spaces, line breaks kept: offsets and line numbers stay true."""
    return _TOKEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(text):
    """(line, quote, path) of each #include that is not in a comment."""
    without_comments = re.sub(
        r"//[^\n]*|/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.DOTALL
    )
    return [
        (line_of(text, m.start(1)), m.group(1), m.group(2))
        for m in _INCLUDE.finditer(without_comments)
    ]


def _without_preprocessor(code):
    """Directives (with their continuation lines) as spaces."""
    return re.sub(
        r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
        lambda m: re.sub(r"[^\n]", " ", m.group(0)),
        code,
        flags=re.MULTILINE,
    )


def functions(text):
    """(first line, last line, head) of each function body outside of other functions.

    Best effort: a block whose head ends in a parameter list (and perhaps qualifiers or a
    constructor's initialisers) and that stands in a namespace, a class or the file itself.
    """
    code = _without_preprocessor(blank(text))
    stack = []  # "container" | "function" | "other"
    head_start = 0
    parentheses = 0
    found = []
    for match in re.finditer(r"[{}();]", code):
        char, at = match.group(0), match.start()
        if char == "(":
            parentheses += 1
        elif char == ")":
            parentheses = max(0, parentheses - 1)
        elif char == ";" and parentheses == 0:
            head_start = at + 1
        elif char == "{":
            kind = _kind_of_block(code[head_start:at], stack, parentheses)
            start = head_start + len(code[head_start:at]) - len(code[head_start:at].lstrip())
            stack.append((kind, start, parentheses, head_start))
            head_start = at + 1
            parentheses = 0
        elif char == "}" and stack:
            kind, start, parentheses, outer_head = stack.pop()
            if kind == "function":
                head = " ".join(code[start : code.index("{", start)].split())
                found.append((line_of(code, start), line_of(code, at), head))
            # A braced initialiser belongs to the head that it stands in.
            head_start = outer_head if kind == "initialiser" else at + 1
    return found


def _kind_of_block(head, stack, parentheses):
    if any(kind == "function" for kind, *_ in stack):
        return "other"
    if parentheses > 0:
        return "initialiser"
    if re.search(r"\)\s*(noexcept)?\s*(?<!:):(?!:).*[\w>]\s*$", head, re.DOTALL):
        return "initialiser"  # of a member, in a constructor
    if "(" not in head and _CONTAINER.search(head):
        return "container"
    if _CONTAINER.search(re.sub(r"\btemplate\s*<[^{]*?>\s*(?=(class|struct)\b)", "", head)) and (
        not re.search(r"\)\s*(const|noexcept|override|final|->[^{]*|requires[^{]*)*\s*$", head)
    ):
        return "container"
    if "(" not in head or _NOT_A_FUNCTION.search(re.sub(r"\([^()]*\)", "", head)):
        return "initialiser"
    return "function"
