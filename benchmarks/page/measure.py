"""How heavy the explorer page is, beside the one that pyvis writes of the same graph: bytes, CPU and time.

    python benchmarks/page/measure.py --sizes 100 250 1000 5000 --out numbers.json

See README.md beside this file for what is measured and how. Nothing is judged; what is aimed at stands beside.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from benchmarks.page.pages import answer_from_copies, bootstrap, ours, pyvis_own  # noqa: E402
from tests.conftest import find_chromium  # noqa: E402
from tests.viz.made_up import page_data  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

#: By agencies: bytes, seconds until drawn, seconds of an action.
AIMS = {250: (1.5e6, 1.5, 0.15), 1000: (3e6, 3.0, 0.5), 5000: (8e6, 8.0, 1.5)}
#: By agencies: how many times less CPU than pyvis's page until drawn.
AIMED_RATIO = {100: 10, 1000: 50}

PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
SLIDE = "(s => { s.value = 3; s.dispatchEvent(new Event('input')); })(document.querySelector('#day'))"
#: What a reader does, in this order, as a script.
ACTIONS = {
    "choose a route": "document.querySelector('[data-route]').click()",
    "choose an agency": "explorer.choose('agency', page.flows[0].to)",
    "back to the answer": "explorer.clear()",
    "leave out a kind": "document.querySelector('[data-family]').click()",
    "take it in again": "document.querySelector('[data-family]').click()",
    "one kind of data": "(t => { t.selectedIndex = 2; t.dispatchEvent(new Event('change', {bubbles: true})); })(document.querySelector('#type'))",
    "all kinds": "(t => { t.selectedIndex = 0; t.dispatchEvent(new Event('change', {bubbles: true})); })(document.querySelector('#type'))",
    "move the date": SLIDE,
    "all dates": "document.querySelector('#all-dates').click()",
    "search": "(f => { f.value = 'police'; f.dispatchEvent(new Event('input')); })(document.querySelector('#find'))",
    "open the largest fold": "drawing.toggle(page.nodes.filter(n => n.members && !n.fold).sort((a, b) => b.members - a.members)[0]?.id)",
    "close it": "drawing.toggle(drawing.openFolds()[0])",
    "the table": "document.querySelector('button[data-view=table]').click()",
    "the drawing": "document.querySelector('button[data-view=picture]').click()",
    "as SVG": "snapshot.svg()",
    "as CSV": "takeaway.csv()",
    "as JSON": "takeaway.json()",
}
#: pyvis gives its network to the window; it counts as drawn in the second frame after it is stable.
WATCH = """
let held; window.drawnAt = null;
Object.defineProperty(window, 'network', { configurable: true, get: () => held, set: (made) => {
  held = made;
  made.once('stabilizationIterationsDone', () => requestAnimationFrame(() => requestAnimationFrame(() => { window.drawnAt = performance.now(); })));
} });
"""


@dataclass
class Took:
    """What something took: seconds of the main thread's CPU, and by the clock until it was painted."""

    cpu: float
    clock: float


@dataclass
class Weighed:
    """The numbers of one page."""

    agencies: int
    flows: int
    whose: str
    bytes: int
    drawn: list[Took] = field(default_factory=list)
    actions: dict[str, Took] = field(default_factory=dict)
    gave_up: bool = False
    requests: int = 0

    @property
    def cpu(self) -> float:
        """The median CPU until drawn."""
        return median(each.cpu for each in self.drawn)


@contextmanager
def opened(browser: Browser, *, dist: Path | None, cdn: bool) -> Iterator[tuple[Page, CDPSession, list[str]]]:
    """A page on a fresh context with the network off, not gone to yet, its metrics on."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=not cdn)
    asked: list[str] = []
    if cdn:
        answer_from_copies(context, dist, asked)
    page = context.new_page()
    session = context.new_cdp_session(page)
    # by the thread's own CPU, not by the clock: what others do with the machine is left out
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    yield page, session, asked
    context.close()


def cpu(session: CDPSession) -> float:
    """Seconds that the main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def of_ours(browser: Browser, data: dict[str, Any], folder: Path, runs: int) -> Weighed:
    """Our page, drawn some times; in the last, everything done that a reader does."""
    path = ours(data, folder / "ours.html")
    result = Weighed(len(data["agencies"]), len(data["flows"]), "ours", path.stat().st_size)
    for run in range(runs):
        with opened(browser, dist=None, cdn=False) as (page, session, _):
            before = cpu(session)
            page.goto(path.as_uri())
            clock = page.evaluate(PAINTED) / 1000
            result.drawn.append(Took(cpu(session) - before, clock))
            if run == runs - 1:
                result.actions = {name: _act(page, session, script) for name, script in ACTIONS.items()}
    return result


def _act(page: Page, session: CDPSession, script: str) -> Took:
    before = cpu(session)
    clock = page.evaluate(
        f"async () => {{ const from = performance.now(); {script}; return await ({PAINTED})() - from; }}"
    )
    return Took(cpu(session) - before, clock / 1000)


def of_pyvis(
    browser: Browser, data: dict[str, Any], folder: Path, dist: Path | None, patience: float
) -> Weighed:
    """Pyvis's page, drawn once: when stable, or given up on."""
    path = pyvis_own(data, folder / "pyvis.html")
    result = Weighed(len(data["agencies"]), len(data["flows"]), "pyvis", path.stat().st_size)
    with opened(browser, dist=dist, cdn=True) as (page, session, asked):
        page.add_init_script(WATCH)
        before = cpu(session)
        page.goto(path.as_uri(), wait_until="commit")
        result.gave_up = not _drawn(page, patience)
        clock = patience if result.gave_up else page.evaluate("() => window.drawnAt") / 1000
        result.drawn.append(Took(cpu(session) - before, clock))
        result.requests = len(asked)
    return result


def _drawn(page: Page, patience: float) -> bool:
    from playwright.sync_api import TimeoutError as TooLong

    try:
        page.wait_for_function("() => window.drawnAt !== null", timeout=patience * 1000, polling=200)
    except TooLong:
        return False
    return True


def lines(results: Sequence[Weighed]) -> Iterator[str]:
    """The numbers as a table in Markdown."""
    yield "| agencies | flows | page | MB | CPU until drawn, s | by the clock, s | slowest action, s (CPU; clock) | which | times less CPU |"
    yield "| --: | --: | --- | --: | --: | --: | --: | --- | --: |"
    of = {(each.agencies, each.whose): each for each in results}
    for each in results:
        other = of.get((each.agencies, "pyvis"))
        ratio = (
            f"{'> ' if other.gave_up else ''}{other.cpu / each.cpu:.0f}"
            if other and each.whose == "ours"
            else ""
        )
        more = ">" if each.gave_up else ""
        slow = max(each.actions, key=lambda name: each.actions[name].clock) if each.actions else ""
        action = f"{each.actions[slow].cpu:.2f}; {each.actions[slow].clock:.2f}" if slow else ""
        clock = median(took.clock for took in each.drawn)
        yield (
            f"| {each.agencies:,} | {each.flows:,} | {each.whose} | {each.bytes / 1e6:.2f} | {more}{each.cpu:.2f} | {more}{clock:.2f} "
            f"| {action} | {slow} | {ratio} |"
        )


def aims(results: Sequence[Weighed]) -> Iterator[str]:
    """What was aimed at, and whether it was met."""
    of = {(each.agencies, each.whose): each for each in results}
    for each in results:
        if each.whose == "ours" and each.agencies in AIMS:
            most_bytes, most_drawn, most_action = AIMS[each.agencies]
            slowest = max(took.cpu for took in each.actions.values())
            for what, value, most in (
                ("bytes", each.bytes, most_bytes),
                ("drawn, s of CPU", each.cpu, most_drawn),
                ("slowest action, s of CPU", slowest, most_action),
            ):
                yield f"{each.agencies:,} agencies: {what}: {value:,.2f} (aim: at most {most:,.2f}): {'met' if value <= most else 'MISSED'}"
        other = of.get((each.agencies, "pyvis"))
        if each.whose == "ours" and other and each.agencies in AIMED_RATIO:
            ratio, least = other.cpu / each.cpu, AIMED_RATIO[each.agencies]
            yield f"{each.agencies:,} agencies: {ratio:.0f} times less CPU than pyvis's (aim: at least {least}): {'met' if ratio >= least else 'MISSED'}"


def main() -> None:
    """Measure, print, and write the numbers where they are wanted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 250, 1000, 5000])
    parser.add_argument("--runs", type=int, default=3, help="how often our page is drawn; the median counts")
    parser.add_argument(
        "--patience", type=float, default=300, help="seconds after which pyvis's page is given up on"
    )
    parser.add_argument("--no-pyvis", action="store_true", help="only our page")
    parser.add_argument("--out", type=Path, help="a JSON file for the numbers")
    asked = parser.parse_args()
    found = measure(asked)
    load = os.getloadavg()[0]
    busy = BUSY[0] > 1
    print(
        f"\n{os.cpu_count()} processors, load before {BUSY[0]:.1f}, after {load:.1f}{' (busy: not to be quoted)' if busy else ''}; bootstrap {'from npm' if BUSY[1] else 'left out'}\n"
    )
    print(*lines(found), "", *aims(found), sep="\n")
    if asked.out:
        numbers = {"busy": busy, "load": [BUSY[0], load], "pages": [asdict(each) for each in found]}
        asked.out.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


BUSY: list[Any] = [0.0, False]


def measure(asked: argparse.Namespace) -> list[Weighed]:
    """Both pages of each size."""
    from playwright.sync_api import sync_playwright

    BUSY[0] = os.getloadavg()[0]
    found = []
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        dist = None if asked.no_pyvis else bootstrap(folder)
        BUSY[1] = dist is not None
        browser = playwright.chromium.launch(executable_path=find_chromium())
        for size in asked.sizes:
            data = page_data(size)
            found.append(of_ours(browser, data, folder, asked.runs))
            print(f"{size:,} agencies: ours {found[-1].cpu:.2f} s of CPU", file=sys.stderr)
            if not asked.no_pyvis:
                found.append(of_pyvis(browser, data, folder, dist, asked.patience))
                print(f"{size:,} agencies: pyvis's {found[-1].cpu:.2f} s of CPU", file=sys.stderr)
        browser.close()
    return found


if __name__ == "__main__":
    main()
