"""How the benchmarks measure: each part in a process of its own, medians of several runs, memory at its peak."""

from __future__ import annotations

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHOWN_VERSIONS = ("datatrail", "numpy", "pyarrow", "pandas", "networkx", "kglite", "rustworkx")
# ru_maxrss is in bytes on macOS, in KiB elsewhere.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass
class Measured:
    """Some runs of one thing.

    Attributes
    ----------
    runs
        Seconds of each.
    note
        What a reader must know to judge the numbers.
    values
        What else was counted.
    peak_mb
        The most memory that the process had which ran it, everything before it included.
    """

    name: str
    runs: list[float]
    note: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    flows: int = 0
    peak_mb: float | None = None
    aim_seconds: float | None = None
    aim_mb: float | None = None

    @property
    def median(self) -> float:
        """The median run."""
        return statistics.median(self.runs)

    @property
    def nearly_worst(self) -> float:
        """The run that 95 % are no slower than."""
        return sorted(self.runs)[max(0, -(-len(self.runs) * 95 // 100) - 1)]

    def entry(self) -> dict[str, Any]:
        """What is written of it: each run, and what is made of them."""
        summed = (
            {"median": self.median, "p95": self.nearly_worst, "worst": max(self.runs)} if self.runs else {}
        )
        return asdict(self) | summed


def timed(once: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took, and what came of it."""
    started = time.perf_counter()
    made = once()
    return time.perf_counter() - started, made


def child(command: Sequence[str], seconds: float) -> tuple[str, float, float]:
    """What a command wrote, how long it took, and its peak memory in MB; a failure is raised with its words."""
    environment = {name: value for name, value in os.environ.items() if name != "DATATRAIL_CASE"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=said
        )
        status, used = _waited_for(process, started + seconds)
        took = time.perf_counter() - started
        out.seek(0)
        said.seek(0)
        if status:
            words = said.read().decode(errors="replace").strip() or f"stopped after {took:.0f} s"
            raise RuntimeError(words.splitlines()[-1])
        return out.read().decode(), took, used.ru_maxrss * MAXRSS_UNIT / 1e6


def _waited_for(process: subprocess.Popen[bytes], until: float) -> tuple[int, Any]:
    """Its exit status and what it used; stopped when its time is over."""
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, used
        if time.perf_counter() > until:
            process.kill()
        time.sleep(0.02)


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": list(os.getloadavg()),
        "versions": {name: _version(name) for name in SHOWN_VERSIONS},
        "commit": _commit(),
        "command": " ".join(["python", *sys.argv]),
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _cpu() -> str:
    """The model of the processor, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


# --- shown and written --------------------------------------------------------------------------------------------


def show(results: Iterable[Measured], where: Mapping[str, Any]) -> None:
    """The table that a person reads."""
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    print(f"Python {where['python']}, {where['cpu']}, {where['cores']} cores, load {where['load'][0]:.1f}")
    print(f"{versions}; commit {where['commit']}")
    print(
        f"\n{'flows':>10}  {'':52}{'median s':>10}{'p95 s':>10}{'worst s':>10}{'runs':>6}{'aim s':>8}{'MB':>7}"
    )
    for each in results:
        print(f"{each.flows:>10,}  {each.name:52}{_numbers(each)}")
        if each.note:
            print(f"{'':12}  {each.note}")


def _numbers(each: Measured) -> str:
    if not each.runs:
        return f"{'–':>10}"
    seconds = "".join(f"{value:10.4f}" for value in (each.median, each.nearly_worst, max(each.runs)))
    aim = "–" if each.aim_seconds is None else f"{each.aim_seconds:g}"
    peak = "–" if each.peak_mb is None else f"{each.peak_mb:.0f}"
    return f"{seconds}{len(each.runs):6}{aim:>8}{peak:>7}"


def write(results: Iterable[Measured], where: Mapping[str, Any], target: Path) -> None:
    """The JSON that a script reads."""
    whole = {
        "when": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": where,
        "results": [each.entry() for each in results],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
