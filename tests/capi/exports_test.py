#!/usr/bin/env python3
"""The shared library exports the functions that assay.h declares, and nothing else.

Usage: exports_test.py LIBRARY HEADER
"""

import pathlib
import re
import subprocess
import sys

library, header = sys.argv[1:3]
code = re.sub(r"/\*.*?\*/", "", pathlib.Path(header).read_text(), flags=re.S)
declared = set(re.findall(r"\b(assay_\w+)\(", code))
listed = subprocess.run(
    ["nm", "--dynamic", "--defined-only", library], check=True, capture_output=True, text=True
).stdout
exported = {line.split()[-1] for line in listed.splitlines()}
print(f"compared {len(declared)}: declared functions with {len(exported)} exported symbols")
for name in sorted(declared ^ exported):
    print(f"exports_test: {name} is {'not exported' if name in declared else 'exported'}")
sys.exit(0 if declared == exported and declared else 1)
