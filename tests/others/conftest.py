"""The programs of others that read what is exported, in an environment of their own: made once, kept between runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

HERE = Path(__file__).parent
LOCKED = HERE / "requirements.txt"
#: That of whoever runs the tests: what is fetched for this environment is kept there, between runs.
CACHE, ENVIRONMENT = user_cache_path("datatrail") / "others", dict(os.environ)
#: Names a Python with other versions of these programs: the tests then run in that.
TOLD = "DATATRAIL_OTHERS"


@dataclass(frozen=True)
class Others:
    """A Python that has these programs."""

    python: Path

    def ask(self, reader: str, *words: str | Path) -> Any:
        """What one of the readers beside this file says of what it is given; a warning of theirs is an error."""
        command = [self.python, "-W", "error", HERE / f"{reader}.py", *words]
        done = self._run(command)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def command(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """One of their commands, by the name of its module."""
        return self._run([self.python, "-m", *words])

    def run(self, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """A text of Python, in a folder."""
        return self._run([self.python, "-W", "error", "-c", text], folder)

    @staticmethod
    def _run(command: Iterable[str | Path], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        told = ENVIRONMENT | {"PYTHONUTF8": "1", "PYTHONPATH": ""}
        return subprocess.run(
            [*command], capture_output=True, encoding="utf-8", env=told, cwd=folder, check=False, timeout=300
        )


@pytest.fixture(scope="session")
def others() -> Others:
    """The programs of others; whoever asks for them is skipped, and says why, where they cannot be had."""
    if ENVIRONMENT.get(TOLD):
        return Others(Path(ENVIRONMENT[TOLD]))
    try:
        return Others(_made())
    except subprocess.CalledProcessError as error:
        pytest.skip(f"NO OTHER PROGRAMS, so no export was opened in them: {error.stderr.strip()[-500:]}")


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case on which analysts have worked."""
    from tests.others.making import worked_case

    return worked_case(tmp_path_factory.mktemp("worked"))


def _made() -> Path:
    """The environment of the locked versions for this Python; of several processes one makes it."""
    key = sha256(LOCKED.read_bytes() + sys.version.encode()).hexdigest()[:16]
    home = CACHE / key
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / f"{key}.lock"):
        if not (home / "whole").is_file():
            shutil.rmtree(home, ignore_errors=True)
            _uv("venv", "--python", sys.executable, str(home))
            _uv("pip", "install", "--python", str(python), *WHEELS_ONLY, "--requirement", str(LOCKED))
            (home / "whole").touch()
    return python


WHEELS_ONLY = ("--require-hashes", "--only-binary", ":all:", "--no-deps")


def _uv(*words: str) -> None:
    from uv import find_uv_bin

    command = [find_uv_bin(), "--quiet", *words]
    subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=300)
