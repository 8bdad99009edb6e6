#!/usr/bin/env python3
"""Opens the report of a simulation in a headless Chromium, as a reader would.

Usage: report_page_test.py PROGRAM SCENARIO

At phone and desktop width: no console error, every plot is there and drawn, nothing
overflows the page, and the numbers in the page's table are those of summary.json. Exit 77 where
there is no Chromium.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WIDTHS = (360, 1280)


def chromium():
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


def dump(browser, page, width, folder):
    """The page's DOM after it was laid out, and what the console said."""
    done = subprocess.run(
        [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={folder}/profile-{width}",
            f"--window-size={width},900",
            "--virtual-time-budget=2000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    console = [line for line in done.stderr.split("\n") if "CONSOLE" in line]
    return done.stdout, console


def probe(page):
    """A copy of the page that writes down what only a laid-out page knows."""
    script = (
        "<script>window.addEventListener('load',()=>{const d=document,e=d.documentElement;"
        "d.body.dataset.overflow=e.scrollWidth-e.clientWidth;"
        "d.body.dataset.drawn=[...d.querySelectorAll('figure svg')].filter(s=>{"
        "const b=s.getBoundingClientRect();return b.width>200&&b.height>100&&"
        "s.querySelectorAll('path.line,rect.bar').length>0}).length})</script>"
    )
    copy = page.with_name("probe.html")
    copy.write_text(page.read_text("utf-8").replace("</body>", script + "</body>"), "utf-8")
    return copy


def wrong_numbers(dom, summary):
    """Rows of the first pool's table whose mean is not that of the summary."""
    statistics = summary["statistics"][0]
    wrong = []
    rows = re.findall(r'<tr data-measure="(\w+)"><td>\w+</td><td>([^<]*)</td>', dom)
    for name, shown in rows[: len(rows) // len(summary["statistics"])]:
        mean = statistics[name]["mean"]
        same = f"{mean * 100:.4f} %" == shown if shown.endswith("%") else f"{mean:.6g}" == shown
        if not same:
            wrong.append(f"{name}: {shown} in the page, {mean} in the summary")
    return wrong if rows else ["no table"]


def main(arguments):
    program, scenario = arguments[1], arguments[2]
    browser = chromium()
    if browser is None:
        print("no chromium here")
        return 77
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        command = [program, "simulate", scenario, "--out", str(out), "--paths", "8", "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        summary = json.loads((out / "summary.json").read_text("utf-8"))
        page = probe(out / "report.html")
        figures = page.read_text("utf-8").count("<figure>")
        for width in WIDTHS:
            dom, console = dump(browser, page, width, folder)
            failures += [f"{width}: {line}" for line in console]
            failures += [f"{width}: {line}" for line in wrong_numbers(dom, summary)]
            drawn = re.search(r'data-drawn="(\d+)"', dom)
            overflow = re.search(r'data-overflow="(-?\d+)"', dom)
            if figures < 6 or drawn is None or int(drawn.group(1)) != figures:
                failures.append(f"{width}: {drawn and drawn[1]} of {figures} plots are drawn")
            if overflow is None or int(overflow.group(1)) > 0:
                failures.append(f"{width}: too wide by {overflow and overflow[1]}")
        embedded = re.search(r'id="summary">(.*?)</script>', page.read_text("utf-8"))
        if embedded is None or json.loads(embedded.group(1)) != summary:
            failures.append("the page does not carry the summary")
    print("\n".join(failures) or f"compared {figures} plots at {len(WIDTHS)} widths")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
