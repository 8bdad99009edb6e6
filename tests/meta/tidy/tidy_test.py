#!/usr/bin/env python3
"""Tests of the tidy test: every rule must catch what is planted for it, and let the twin pass."""

import unittest

import cpp_text
import tidy_rules as rules

# (rule, path, offending text, the same text done right)
PLANTED = [
    (rules.layers, "src/word/a.cpp", '#include "assay/math/sqrt.hpp"\n',
     '// #include "assay/math/sqrt.hpp"\n#include "assay/word/uint.hpp"\n'),
    (rules.layers, "include/assay/math/a.hpp", '#include "assay/pool/uniswap_v2/pool.hpp"\n',
     '#include "assay/word/uint.hpp"\n'),
    (rules.layers, "include/assay/pool/uniswap_v3/a.hpp",
     '#include "assay/pool/uniswap_v2/steps.hpp"\n', '#include "assay/pool/uniswap_v3/tick.hpp"\n'),
    (rules.layers, "include/assay/pool/uniswap_v2/a.hpp", '#include "assay/model/integer.hpp"\n',
     '#include "assay/ledger/token.hpp"\n'),
    (rules.layers, "include/assay/model/a.hpp", '#include "assay/word/uint.hpp"\n',
     '#include "assay/model/integer.hpp"\n'),
    (rules.layers, "src/trace/a.cpp", '#include "assay/cli/command.hpp"\n',
     '#include "assay/pool/uniswap_v2/state.hpp"\n'),
    (rules.layers, "fuzz/a.cpp", '#include "tests/support/case_count.hpp"\n',
     '#include "assay/gen/choices.hpp"\n'),
    (rules.model_is_independent, "src/model/a.cpp", "#include <fmt/format.h>\n",
     "#include <boost/multiprecision/cpp_int.hpp>\n#include <vector>\n"),
    (rules.model_is_independent, "src/model/a.cpp", '#include "assay/receipt/revert.hpp"\n',
     '#include "uniswap_v2_exact.hpp"\n'),
    (rules.exact_layers, "include/assay/math/a.hpp", "double x = 1;\n",
     '// a double rounding\nauto x = "double";\n'),
    (rules.exact_layers, "src/pool/uniswap_v2/a.cpp", "long double y;\n", "long y;\n"),
    (rules.exact_layers, "include/assay/word/a.hpp", "#include <iostream>\n",
     "#include <cstdint>\n"),
    (rules.named_divisions, "include/assay/pool/uniswap_v2/a.hpp", "auto x = a / b;\n",
     "auto x = div_down(a, b);  // a / b\n"),
    (rules.named_divisions, "include/assay/pool/uniswap_v3/a.hpp", "int x = tick % spacing;\n",
     "// The remainder has the sign of the tick.\nint x = tick % spacing;\n"),
    (rules.file_openings, "include/assay/word/a.hpp", "#pragma once\n",
     "// What it is.\n#pragma once\n"),
    (rules.file_openings, "include/assay/word/a.hpp", "// What it is.\nint x;\n",
     "// What it is.\n#pragma once\nint x;\n"),
    (rules.file_openings, "include/assay/word/a.hpp",
     "// What.\n#pragma once\nusing namespace std;\n", "// What.\n#pragma once\nusing std::min;\n"),
    (rules.type_names, "src/pool/a.cpp", "\nclass Pool {};\n", "\nclass pool {};\n"),
    (rules.type_names, "src/pool/a.cpp", "\nenum class Kind : int {};\n",
     "template <class Word, class Event>\nstruct step {};\n"),
    (rules.leftovers, "docs/a.md", "TO" + "DO: later\n", "to do: later\n"),
    (rules.leftovers, "scripts/a", "# HA" + "CK around it\n", "# hacking\n"),
    (rules.whitespace, "src/a.cpp", "int x;", "int x;\n"),
    (rules.whitespace, "src/a.cpp", "int x;\n\n", "int x;\n"),
    (rules.whitespace, "src/a.cpp", "\tint x;\n", "  int x;\n"),
    (rules.whitespace, "docs/a.md", "line \n", "line\n"),
    (rules.whitespace, "docs/a.md", "line\r\n", "line\n"),
    (rules.whitespace, "src/a.cpp", "", "//\n"),
    (rules.lengths, "src/a.cpp", "//" + "x" * 99 + "\n", "//" + "x" * 98 + "\n"),
    (rules.lengths, "src/a.cpp", "//\n" * 601, "//\n" * 600),
    (rules.lengths, "src/a.cpp", "int f(int x) {\n" + "  ++x;\n" * 69 + "}\n",
     "int f(int x) {\n" + "  ++x;\n" * 68 + "}\n"),
    (rules.lengths, "src/a.cpp", "class c {\n int f() const {\n" + "  g();\n" * 69 + " }\n};\n",
     "class c {\n int f() const;\n" + "  int x;\n" * 90 + "};\n"),
    (rules.lengths, "scripts/a", "#!/usr/bin/env bash\nf() {\n" + "  g\n" * 70 + "}\n",
     "#!/usr/bin/env bash\nf() {\n" + "  g\n" * 60 + "}\n"),
    (rules.lengths, "tests/a.py", '"""A."""\ndef f():\n' + "    g()\n" * 70,
     '"""A."""\ndef f():\n' + "    g()\n" * 60),
    (rules.stands_alone, "scripts/a", "cd /ho" + "me/somebody/x\n", "cd build/home/x\n"),
    (rules.stands_alone, "docs/a.md", "from https://py" + "pi.org/simple\n", "from Debian\n"),
    (rules.stands_alone, "docs/a.md", "see ../sha" + "red/notes\n", "see shared/notes\n"),
]


class planted_offenders(unittest.TestCase):
    def test_each_rule_catches_its_offender_and_spares_the_twin(self):
        for rule, path, wrong, right in PLANTED:
            with self.subTest(rule=rule.__name__, wrong=wrong[:60]):
                found = list(rule({path: wrong}))
                self.assertEqual(len(found), 1, f"{rule.__name__} on {wrong[:60]!r}: {found}")
                self.assertEqual(found[0][0], path)
                self.assertEqual(list(rule({path: right})), [])

    def test_layers_in_a_circle(self):
        circle = {
            "include/assay/gen/a.hpp": '#include "assay/trace/b.hpp"\n',
            "src/trace/b.cpp": '#include "assay/replay/c.hpp"\n',
            "include/assay/replay/c.hpp": '//\n#include "assay/gen/a.hpp"\n',
        }
        found = list(rules.layer_cycles(circle))
        self.assertEqual(len(found), 1)
        self.assertIn("gen → trace → replay → gen", found[0][2])
        circle["include/assay/replay/c.hpp"] = '#include "assay/word/uint.hpp"\n'
        self.assertEqual(list(rules.layer_cycles(circle)), [])

    def test_a_link_must_arrive(self):
        tree = {
            "docs/a.md": "[b](b.md#two-words) [c](../src/c.cpp) [d](https://example.org)\n",
            "docs/b.md": "# Two `words`\n",
        }
        self.assertEqual(list(rules.links(tree, {"docs/b.md", "src/c.cpp"}.__contains__)), [])
        missing_file = list(rules.links(tree, {"docs/b.md"}.__contains__))
        self.assertEqual([offence[2] for offence in missing_file],
                         ["link to ../src/c.cpp: no such file"])
        tree["docs/b.md"] = "```\n# Two words\n```\n"
        missing_heading = list(rules.links(tree, lambda path: True))
        self.assertEqual([offence[2] for offence in missing_heading],
                         ["link to b.md#two-words: no such heading"])

    def test_a_page_that_a_comment_names_must_exist(self):
        tree = {"src/a.cpp": "// docs/a.md says more, docs/b.md too.\n"}
        found = list(rules.documents_named_in_code(tree, {"docs/a.md"}.__contains__))
        self.assertEqual([offence[2] for offence in found], ["no such page: docs/b.md"])
        self.assertEqual(list(rules.documents_named_in_code(tree, lambda path: True)), [])

    def test_quirks_are_listed_both_ways(self):
        tree = {
            "include/assay/pool/p/a.hpp": "// QUIRK(V2-A-1): odd\n",
            "docs/p.md": "QUIRK(V2-A-1)\n",
        }
        self.assertEqual(list(rules.quirks(tree)), [])
        self.assertEqual(len(list(rules.quirks({**tree, "docs/p.md": "none\n"}))), 1)
        tree["docs/p.md"] += "QUIRK(V2-B-1)\n"
        self.assertEqual([offence[:2] for offence in rules.quirks(tree)], [("docs/p.md", 2)])


class reading_cpp(unittest.TestCase):
    def test_comments_and_literals_are_blanked_in_place(self):
        text = 'a("//", \'"\', 1\'000); /* x\n */ b = R"z(")" double)z"; // end\n'
        blanked = cpp_text.blank(text)
        self.assertEqual(len(blanked), len(text))
        self.assertEqual(blanked.count("\n"), text.count("\n"))
        self.assertIn("1'000", blanked)
        self.assertNotIn("double", blanked)
        self.assertNotIn("end", blanked)

    def test_functions_are_found_where_they_begin_and_end(self):
        text = (
            "namespace a {\n"
            "struct s : t<(1 > 0)> {\n"
            "  s() : x_{1}, y_(2) {\n  }\n"
            "  int f(int a = 1) const noexcept {\n    if (a) {\n    }\n    return 1;\n  }\n"
            "};\n"
            "constexpr int table[] = {g(1),\n 2};\n"
            "template <class Word>\n"
            "auto h(Word w) -> decltype(w) {\n  auto l = [](int) {\n  };\n}\n"
            "}\n"
        )
        spans = [(first, last) for first, last, _ in cpp_text.functions(text)]
        self.assertEqual(spans, [(3, 4), (5, 9), (13, 17)])


class coverage_of_this_test(unittest.TestCase):
    def test_every_rule_has_an_offender(self):
        import tidy

        own_test = {rules.layer_cycles, rules.quirks}
        without = set(tidy.RULES) - {rule for rule, *_ in PLANTED} - own_test
        self.assertEqual({rule.__name__ for rule in without}, set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
