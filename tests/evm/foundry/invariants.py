"""Tests that campaigns write where an invariant is violated: each fails on the contract with the
mistake, for the invariant that was named, and passes on the right one. All are one forge project.
"""

import json
import pathlib
import shutil
import subprocess

# Mistakes that examples/stranger/compile.mjs puts into one contract, each with the invariant that
# it alone breaks there. Where there are several, the campaign is asked for that one.
PAIRS = {
    "rebate": {"rebate": "V2-SHARE-2"},
    "rounded": {"rounded": "V2-SHARE-2"},
    "leaking": {"leaking": "V2-CONSERVE-1"},
    "draining": {"draining": "V2-CONSERVE-2"},
    "books": {
        "idle": "V2-ZERO-1",
        "generous": "V2-TRIP-2",
        "undying": "V2-LP-1",
        "greedy": "V2-SOLVENCY-1",
        "lagging": "V2-SYNC-1",
        "ticking": "V2-REVERT-1",
        "unspent": "V2-ALLOW-1",
    },
    "moves": {
        "misdirected": "V2-LP-2",
        "frugal": "V2-SKIM-1",
        "reentered": "V2-LOCK-2",
        "stamped": "V2-FRAME-1",
        "silent": "V2-EVENT-3",
    },
}
FACTORIES = {"factory": {"open": "V2-AUTH-1", "diverted": "V2-PAY-1"}}
# Of a pair whose K check forgets a factor, held against Uniswap's own curve.
CURVE = ("V2-K-1", "V2-SHARE-1")
SCALE = (1000**2).to_bytes(3, "big").hex()


class Bench:
    """The forge project, the programs that fill it, and what checks are counted with."""

    def __init__(self, assay, source, modules, work, forge, check, artifacts):
        self.assay, self.modules, self.forge = assay, modules, forge
        self.work = work / "invariants"
        self.example = pathlib.Path(source) / "examples" / "stranger"
        self.check, self.artifacts = check, artifacts
        self.reasons = {}  # of each test: how forge is to say that it fails
        shutil.rmtree(self.work, ignore_errors=True)
        (self.work / "test").mkdir(parents=True)
        shutil.copy(self.example / "stable.toml", self.work)

    def compiled(self, name, *modes):
        """An artifact of the example, compiled when its source is newer."""
        path = self.artifacts / f"{name}.json"
        sources = [*self.example.glob("*.sol"), self.example / "compile.mjs"]
        sources.append(pathlib.Path(__file__))  # says which mistakes go into a contract
        newest = max(file.stat().st_mtime for file in sources)
        if not path.exists() or path.stat().st_mtime < newest:
            command = ["node", self.example / "compile.mjs", self.modules, path]
            subprocess.run([*map(str, command), *(f"--{mode}" for mode in modes)], check=True)
        return path

    def campaign(self, name, subject, *more):
        """Its exit code, and what it says in JSON."""
        out = self.work / "found" / name
        command = [self.assay, "fuzz", "uniswap-v2", "--subject", str(subject), "--json",
                   "--length", "60", "--operations", "20000", "--out", str(out), *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.check(done.returncode == 1, f"{name}: exit {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)["failure"]

    def violation(self, group, mistake, subject, invariant, *more):
        """A counterexample that replays, and its test in the project."""
        name = f"{mistake}_{invariant}"
        told = self.campaign(name, subject, *more)
        self.check(told["whyNoFoundry"] is None, f"{name}: no test: {told}")
        replayed = [self.assay, "replay", told["trace"], "--subject", str(subject)]
        done = subprocess.run([*replayed, *more], capture_output=True, text=True, check=False)
        self.check(done.returncode == 1, f"{name}: exit {done.returncode} of replay: {done.stderr}")
        (self.work / "test" / group).mkdir(exist_ok=True)
        path = f"test/{group}/{name}.t.sol"
        shutil.move(told["foundry"], self.work / path)
        self.reasons[path] = invariant
        return told

    def verdicts(self, environment, group="*"):
        """Of each test of a group: whether it passes, and what forge says."""
        command = [str(self.forge), "test", "--offline", "--json", "--match-path",
                   f"test/{group}/*.t.sol"]
        done = subprocess.run(command, cwd=self.work, env=environment, capture_output=True,
                              text=True, check=False)
        self.check(done.stdout.startswith("{"), f"forge: {done.stdout}{done.stderr}")
        told = {}
        for suite, results in json.loads(done.stdout).items():
            (verdict,) = results["test_results"].values()
            told[suite.split(":")[0]] = (verdict["status"] == "Success", verdict["reason"])
        return told


def code_of(artifact):
    """Its creation code."""
    return json.loads(artifact.read_text())["bytecode"]["object"]


def plant(bench, group, contracts, *forms):
    """A campaign for each mistake of each contract."""
    for contract, mistakes in contracts.items():
        artifact = bench.compiled(contract, *mistakes, *forms)
        subject = f"{artifact}@{bench.work / 'stable.toml'}"
        for mistake, invariant in mistakes.items():
            is_named = len(mistakes) > 1
            named = ("--invariants", invariant) if is_named else ()
            told = bench.violation(group, mistake, subject, invariant, *named)
            # A token that leaves all who take part is an odd answer before it breaks an invariant.
            field = {"leaking": "state.token0", "draining": "state.token1"}.get(mistake, invariant)
            bench.check(told["field"] == field, f"{mistake}: {told}")


def plant_curve(bench, mended):
    """A pair like Uniswap's, and rules, that both let the product of the reserves fall."""
    code = code_of(mended)
    # In the product, and where that is checked for overflow.
    bench.check(code.count(SCALE) == 2, "the scale of the K check is not in the pair twice")
    wrong = json.loads(mended.read_text())
    wrong["bytecode"]["object"] = code.replace(SCALE, (1000).to_bytes(3, "big").hex())
    artifact = bench.work / "Scaled.json"
    artifact.write_text(json.dumps(wrong))
    config = bench.work / "scaled.toml"
    config.write_text("[rules]\nk_scale = 1000\n")
    for invariant in CURVE:
        bench.violation("curve", "scaled", f"{artifact}@{config}", invariant, "--invariants",
                        invariant)
    told = bench.campaign("scaled_V2-K-2", f"{artifact}@{config}", "--invariants", "V2-K-2")
    bench.check(told["foundry"] is None, f"a test of V2-K-2: {told}")
    bench.check(told["whyNoFoundry"] == "none asserts V2-K-2", told)


def told_apart(assay, source, modules, work, forge, environment, check, example):
    """Every test fails on its own contract and passes on the right one."""
    bench = Bench(assay, source, modules, work, forge, check, example)
    compiler = pathlib.Path(source) / "tests" / "evm" / "foundry" / "solc.cjs"
    (bench.work / "foundry.toml").write_text(f'[profile.default]\nsolc = "{compiler}"\n')
    plant(bench, "pairs", PAIRS)
    plant(bench, "factories", FACTORIES, "factory")
    plant_curve(bench, example / "Mended.json")
    asserted = set(bench.reasons.values())
    check(len(asserted) == 19, f"tests of {len(asserted)} invariants: {sorted(asserted)}")
    wrong = bench.verdicts(environment)
    check(wrong.keys() == bench.reasons.keys(), f"forge ran {sorted(wrong)}")
    for path, (passes, reason) in wrong.items():
        check(not passes, f"{path} passes on the wrong contract")
        check(reason.startswith(f"{bench.reasons[path]}: step "), f"{path} fails with {reason}")
    rights = {
        "pairs": example / "Stable.json",
        "factories": bench.compiled("RightFactory", "factory"),
        "curve": example / "Mended.json",
    }
    for group, right in rights.items():
        told = bench.verdicts(dict(environment, ASSAY_CREATION_CODE=code_of(right)), group)
        check(told, f"forge ran no {group}")
        for path, (passes, reason) in told.items():
            check(passes, f"{path} fails on the right contract: {reason}")
    return len(wrong)
