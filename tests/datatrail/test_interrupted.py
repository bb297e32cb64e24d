"""Ctrl-C in a long load leaves the case as it was, and says so in a line."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.made_up.logs import write_log
from loaders.store import CaseFolder
from tests.loaders.making import contents

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@pytest.mark.skipif(os.name == "nt", reason="a signal that only this program gets is sent otherwise there")
def test_an_interrupted_load_leaves_the_case_as_it_was(tmp_path: Path) -> None:
    """Nothing of what was staged stays behind, and no traceback is printed."""
    log = tmp_path / "log.csv"
    write_log(log, 120_000)
    case = CaseFolder(tmp_path / "case").init("A log")
    before = contents(case.path)
    command = [sys.executable, "-m", "datatrail", "load", str(log), "--case", str(case.path)]
    with subprocess.Popen(
        [*command, "--set", "holder=Examplia City PD"], cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8"
    ) as load:
        until = time.monotonic() + PATIENCE
        while not list(case.data.glob(".new-rows-*/*.parquet")):
            assert time.monotonic() < until
            time.sleep(0.01)
        load.send_signal(signal.SIGINT)
        said = load.communicate(timeout=PATIENCE)[1]
    assert said.strip() == "Aborted!"
    assert load.returncode in {1, -signal.SIGINT}  # the second where the signal came while a library held it
    assert contents(case.path) == before
