"""What a person waits for at the front door: start-up, the demo, the headline question, a big load.

Run with `make bench`. Every measurement is of a whole command as a person would type it, started anew each time:
wall-clock seconds from start to end, and the peak resident memory of the command and what it started. The numbers
are printed beside what was aimed for, and written as JSON; nothing is judged, because they depend on the machine.
"""

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATATRAIL = str(Path(sys.executable).with_name("datatrail"))
SHARING = "agency_access20240426.csv"
SHOWN_VERSIONS = ("datatrail", "networkx", "pandas", "pyarrow", "pyvis", "click", "rich")
# ru_maxrss is in bytes on macOS, in KiB elsewhere.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """One command from start to end."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Measurement:
    """Some runs of the same command, and what was aimed for."""

    name: str
    aim_seconds: float | None
    aim_mb: float | None
    runs: list[Run]

    @property
    def seconds(self) -> float:
        """The median run."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """The hungriest run."""
        return max(run.peak_mb for run in self.runs)


def run(command: Iterable[str | Path], cwd: Path, cache: Path) -> Run:
    """The command has run once; its own output goes to nobody, and a failure ends the benchmark with its words."""
    words = [str(word) for word in command]
    environment = {name: value for name, value in os.environ.items() if name != "DATATRAIL_CASE"}
    environment["XDG_CACHE_HOME"] = str(cache)
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        child = subprocess.Popen(
            words, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(words)}: status {child.returncode}\n{said.read().decode(errors='replace')}")
    return Run(seconds, used.ru_maxrss * MAXRSS_UNIT / 1e6)


def start_up(times: int, folder: Path) -> list[Measurement]:
    """`--help` beside the same interpreter doing nothing, in turns, so that both see the same machine."""
    bare, helped = [], []
    for _ in range(times):
        bare.append(run([sys.executable, "-c", "pass"], folder, folder))
        helped.append(run([DATATRAIL, "--help"], folder, folder))
    nothing = Measurement("python -c pass", None, None, bare)
    return [nothing, Measurement("datatrail --help", nothing.seconds + 0.3, None, helped)]


def repeated(times: int, once: Callable[[Path], Run]) -> list[Run]:
    """Each run in an empty folder of its own."""
    runs = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(once(Path(folder)))
    return runs


def first_demo(folder: Path) -> Run:
    """`demo` with an empty cache: the bundled case is really loaded."""
    return run([DATATRAIL, "demo", "--no-open", "--out", folder / "out"], folder, folder / "cache")


def exposure(times: int) -> list[Measurement]:
    """`query exposure` when the bundled case has been built, and once when it has not."""
    command = [DATATRAIL, "query", "exposure"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = run(command, folder, folder / "cache")
        later = [run(command, folder, folder / "cache") for _ in range(times)]
    return [
        Measurement("query exposure, case not yet built", None, None, [first]),
        Measurement("query exposure, bundled case", 2.0, None, later),
    ]


def sharing_file() -> Path:
    """The 37,099 real sharing edges, which lie with the tests."""
    found = sorted((ROOT / "tests" / "data").rglob(SHARING))
    if not found:
        sys.exit(f"{SHARING} is not under tests/data\nHint: run from a checkout of the repository")
    return found[0]


def load_into_an_empty_case(folder: Path) -> Run:
    """The whole `load` of the sharing edges, the case just made."""
    case = folder / "case"
    run([DATATRAIL, "init", case], folder, folder / "cache")
    return run([DATATRAIL, "load", sharing_file(), "--case", case], folder, folder / "cache")


def measure(times: int) -> list[Measurement]:
    """Everything, in the order in which it is printed."""
    return [
        *start_up(max(times, 5) * 2, ROOT),
        Measurement("datatrail demo, nothing cached", 10.0, None, repeated(times, first_demo)),
        *exposure(times),
        Measurement("load of 37,099 sharing edges", 3.0, 400.0, repeated(times, load_into_an_empty_case)),
    ]


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": list(os.getloadavg()),
        "versions": {name: importlib.metadata.version(name) for name in SHOWN_VERSIONS},
    }


def show(measurements: Iterable[Measurement], where: dict[str, Any]) -> None:
    """The table that a person reads."""
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    print(f"Python {where['python']}, {where['system']}, {where['cores']} cores, load {where['load'][0]:.1f}")
    print(versions)
    print(f"\n{'':36}{'median s':>9}{'best s':>9}{'aim s':>8}{'peak MB':>9}{'aim MB':>8}{'runs':>6}")
    for one in measurements:
        aim_seconds = "–" if one.aim_seconds is None else f"{one.aim_seconds:.2f}"
        aim_mb = "–" if one.aim_mb is None else f"{one.aim_mb:.0f}"
        best = min(each.seconds for each in one.runs)
        timing = f"{one.seconds:9.2f}{best:9.2f}{aim_seconds:>8}"
        print(f"{one.name:36}{timing}{one.peak_mb:9.0f}{aim_mb:>8}{len(one.runs):6}")


def write(measurements: Iterable[Measurement], where: dict[str, Any], target: Path) -> None:
    """The JSON that a script reads: each run, not only the medians."""
    results = [asdict(one) | {"seconds": one.seconds, "peak_mb": one.peak_mb} for one in measurements]
    whole = {
        "when": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": where,
        "results": results,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--times", type=int, default=3, help="runs of each command (default 3; start-up more)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=ROOT / "benchmarks" / "results" / "frontdoor.json"
    )
    options = parser.parse_args()
    where = machine()
    measurements = measure(max(options.times, 1))
    show(measurements, where)
    write(measurements, where, options.output)
    print(f"\nwritten: {os.path.relpath(options.output)}")


if __name__ == "__main__":
    main()
