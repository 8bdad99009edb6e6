"""Installs the packed npm package in a project of its own and uses it as its users would.

Usage: python3 packages/js/test/run.py --package out/js/assay-amm-VERSION.tgz [--work build/js]

In node: packages/js/test/package.test.mjs. In TypeScript: test/types.ts passes the checker, and what
must not pass does not. In a browser, where there is one: a page that loads the package and quotes.
"""

import argparse
import functools
import http.server
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
EXPECTED = "1662 of assay"
BROWSER_SECONDS = 120


def project(package, work):
    """An empty project that depends on the package and on TypeScript alone."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / "project" / name, work / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(["npm", "ci", *quiet], cwd=work, check=True)
    subprocess.run(["npm", "install", "--no-save", *quiet, package], cwd=work, check=True)


def in_node(work):
    """The tests of the package, by node's own runner."""
    shutil.copy(HERE / "package.test.mjs", work)
    environment = {**os.environ, "ASSAY_REPOSITORY": str(ROOT)}
    subprocess.run(["node", "--test", "package.test.mjs"], cwd=work, check=True, env=environment)


def in_typescript(work):
    """The declarations fit what users write, and refuse what they must not."""
    check = [work / "node_modules/.bin/tsc", "--noEmit", "--strict", "--target", "es2022",
             "--module", "nodenext", "--moduleResolution", "nodenext"]
    sound = (HERE / "types.ts").read_text("utf-8")
    (work / "types.ts").write_text(sound, "utf-8")
    subprocess.run([*check, "types.ts"], cwd=work, check=True)
    (work / "wrong.ts").write_text(sound + '\nassay.call("f", {});\npool.quote("1");\n', "utf-8")
    told = subprocess.run([*check, "wrong.ts"], cwd=work, capture_output=True, text=True, check=False)
    assert told.returncode != 0 and told.stdout.count("error TS") == 2, told.stdout
    print("typescript: types.ts passes, 2 of 2 mistakes are told")


def in_chromium(work):
    """A page that loads the package over HTTP and tells this server what it was quoted."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("chromium: none is installed; the page is not tested")
        return
    (work / "page.html").write_text(
        "<!doctype html><title>assay</title><script>"
        "const tell = (body) => fetch('/told', { method: 'POST', body });"
        "onerror = (message) => tell(message);"
        "onunhandledrejection = (event) => tell(String(event.reason));"
        '</script><script type="module">'
        'import { load } from "./node_modules/assay-amm/src/index.js";'
        "const assay = await load();"
        'const out = assay.call("uniswap-v2.getAmountOut", 1000, 5000, 10000);'
        "await tell(`${out} of assay ${assay.version}`);"
        "</script>", "utf-8")
    told = queue.Queue()
    handler = functools.partial(Site, told, directory=str(work))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = f"http://127.0.0.1:{server.server_port}/page.html"
        with subprocess.Popen(
                [browser, "--headless=new", "--no-sandbox", "--disable-gpu",
                 f"--user-data-dir={work}/profile", "--remote-debugging-port=0", page],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                said = told.get(timeout=BROWSER_SECONDS)
            finally:
                running.terminate()
        server.shutdown()
    assert said.startswith(EXPECTED), said
    print(f"chromium: the page says {said}")


class Site(http.server.SimpleHTTPRequestHandler):
    """Serves files, and passes on what a page tells."""

    def __init__(self, told, *arguments, **named):
        self.told = told
        super().__init__(*arguments, **named)

    def do_POST(self):  # pylint: disable=invalid-name
        """What a page tells."""
        self.told.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Nothing."""


def main():
    """Everything above; the exit code is the first failure's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", required=True, help="what npm pack made")
    parser.add_argument("--work", default="build/js", help="folder for the project; emptied first")
    asked = parser.parse_args()
    work = pathlib.Path(asked.work).resolve()
    project(str(pathlib.Path(asked.package).resolve()), work)
    in_node(work)
    in_typescript(work)
    in_chromium(work)


if __name__ == "__main__":
    sys.exit(main())
