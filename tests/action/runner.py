"""Runs the steps of a composite action as GitHub's runner does, as far as action.yml needs it:
`${{ … }}` of contexts and comparisons, outputs and summary through files, actions/cache and
actions/upload-artifact by folders beside the workspace. Anything else is refused, not guessed."""

import os
import pathlib
import re
import shutil
import subprocess

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
COMPARISON = re.compile(r"([\w.-]+)\s*(==|!=)\s*'([^']*)'\Z")


class Failed(Exception):
    """A step has failed; `code` is its exit code."""

    def __init__(self, step, code, output):
        super().__init__(f"{step}: exit {code}: {output}")
        self.code = code
        self.output = output


class Runner:
    """One machine: caches and artifacts stay between runs, outputs do not."""

    def __init__(self, action, action_path, workspace, machine):
        self.action, self.action_path = action, action_path
        self.workspace, self.machine = pathlib.Path(workspace), pathlib.Path(machine)
        self.log, self.summary, self.used = "", "", []
        self.outputs = {}
        self.inputs = {}
        self.run_number = 0

    def value_of(self, path):
        """Of a context: inputs.out, steps.program.outputs.path."""
        kind, _, name = path.partition(".")
        if kind == "inputs":
            return self.inputs[name]
        if kind == "steps":
            step, _, output = name.partition(".outputs.")
            return self.outputs[step].get(output, "")
        known = {
            "runner.os": "Linux", "runner.arch": "X64", "github.run_attempt": "1",
            "github.run_id": str(1000 + self.run_number), "github.run_number": str(self.run_number),
        }
        return known[path]

    def fill(self, text):
        """Text with its expressions replaced."""
        return EXPRESSION.sub(lambda found: self.value_of(found[1]), str(text))

    def holds(self, condition):
        """An `if` of one comparison."""
        left, sign, right = COMPARISON.match(condition).groups()
        return (self.value_of(left) == right) == (sign == "==")

    def run(self, **inputs):
        """All steps; the action's outputs. Raises Failed, after which later steps do not run."""
        self.run_number += 1
        self.log, self.summary, self.used, self.outputs, self.inputs = "", "", [], {}, {}
        declared = self.action["inputs"]
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(declared), f"no such input: {set(given) - set(declared)}"
        for name, about in declared.items():
            assert name in given or not about.get("required"), f"{name} is required"
            self.inputs[name] = given.get(name, self.fill(about.get("default", "")))
        after = []
        try:
            for step in self.action["runs"]["steps"]:
                if "if" not in step or self.holds(step["if"]):
                    self.step(step, after)
        finally:
            for save in after:
                save()
        outputs = self.action["outputs"].items()
        return {name: self.fill(about["value"]) for name, about in outputs}

    def step(self, step, after):
        """A script, or an action that is known here."""
        if "run" in step:
            self.script(step)
            return
        name, _, _ = step["uses"].partition("@")
        self.used.append(name)
        given = {key: self.fill(value) for key, value in step["with"].items()}
        {"actions/cache": self.cache, "actions/upload-artifact": self.upload,
         "github/codeql-action/upload-sarif": self.sarif}[name](given, after)

    def script(self, step):
        """A `run` with files for outputs and summary."""
        files = {name: self.machine / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        environment = {key: self.fill(value) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            [step["shell"], "--noprofile", "--norc", "-eo", "pipefail", "-c",
             self.fill(step["run"])],
            cwd=self.workspace, text=True, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment, "GITHUB_ACTION_PATH": str(self.action_path),
                 "RUNNER_TEMP": str(self.machine / "temp"),
                 **{name: str(path) for name, path in files.items()}},
        )
        self.log += done.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        if "id" in step:
            lines = files["GITHUB_OUTPUT"].read_text().splitlines()
            self.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
        if done.returncode != 0:
            raise Failed(step["name"], done.returncode, done.stdout)

    def cache(self, given, after):
        """Restores the newest folder whose key fits, and saves under the whole key at the end."""
        store = self.machine / "caches"
        store.mkdir(parents=True, exist_ok=True)
        folder = self.workspace / given["path"]
        prefixes = [given["key"], *given.get("restore-keys", "").split()]
        hits = [entry for prefix in prefixes for entry in sorted(store.iterdir(), reverse=True)
                if entry.name.startswith(prefix)]
        if hits:
            shutil.copytree(hits[0], folder, dirs_exist_ok=True)
        whole = store / given["key"]
        if not whole.exists():
            after.append(lambda: folder.exists() and shutil.copytree(folder, whole))

    def upload(self, given, _):
        """An artifact is a copy; an empty one is an error of ours."""
        target = self.machine / "artifacts" / given["name"]
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.workspace / given["path"], target)

    def sarif(self, given, _):
        """The file must be there."""
        assert (self.workspace / given["sarif_file"]).stat().st_size > 0
