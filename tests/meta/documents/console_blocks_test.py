#!/usr/bin/env python3
"""Tests of the test: a document that shows other output than the program gives is caught."""

import pathlib
import tempfile
import unittest

import console_blocks

DOCUMENT = """# A
```console
$ assay hello \\
    world
hello world
$ echo a; echo b; echo c 12 s
a
…
c … s
```
```
$ not run
```
"""


class documents(unittest.TestCase):
    def run_on(self, text):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "program"
            program.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
            program.chmod(0o755)
            (pathlib.Path(folder) / "a.md").write_text(text, encoding="utf-8")
            return console_blocks.main(["", folder, str(program), "a.md"])

    def test_real_output_passes(self):
        self.assertEqual(self.run_on(DOCUMENT), 0)

    def test_invented_output_fails(self):
        self.assertEqual(self.run_on(DOCUMENT.replace("hello world", "hello you")), 1)
        self.assertEqual(self.run_on(DOCUMENT.replace("c …", "d …")), 1)
        self.assertEqual(self.run_on(DOCUMENT.replace("hello world\n", "")), 1)

    def test_a_document_without_commands_fails(self):
        self.assertEqual(self.run_on("# Nothing\n"), 1)

    def test_left_out_text_stays_in_its_line(self):
        self.assertTrue(console_blocks.matches(["a … c"], "a b c\n"))
        self.assertFalse(console_blocks.matches(["a … c"], "a b\nb c\n"))
        self.assertFalse(console_blocks.matches(["a"], "a\nb\n"))
        self.assertTrue(console_blocks.matches(["a", "…"], "a\nb\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
