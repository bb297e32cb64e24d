"""No command but those of Neo4j needs a network or opens a connection: what a case holds stays on the machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.datatrail.transcripts import PAGES, prepared, replayed
from tests.datatrail.unplugged import may_connect, unplugged

#: A process, and all that it starts, with no network but an empty one of its own.
ALONE = ("unshare", "--map-root-user", "--net", "--")
REACHES = "import socket, sys; sys.exit(socket.socket().connect_ex(('127.0.0.1', int(sys.argv[1]))) == 0)"
REPLAY = "import sys; from tests.datatrail.test_no_network import replay; replay(sys.argv[1], sys.argv[2])"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def alone() -> tuple[str, ...]:
    """The words that run a program without a network; skipped where the system cannot."""
    if (
        not shutil.which("unshare")
        or subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("this system gives no process a network of its own (Linux: unshare, of util-linux)")
    return ALONE


def replay(name: str, folder: str) -> None:
    """Write what the page's commands print now."""
    sys.stdout.buffer.write(replayed(PAGES[name], prepared(Path(folder))).encode())


@pytest.mark.parametrize("name", ["README.md", "tour.md"])
def test_a_page_of_commands_runs_without_a_network(alone: tuple[str, ...], name: str, tmp_path: Path) -> None:
    """Every command of it, those that it starts among them, prints what it prints with one."""
    command = [*alone, sys.executable, "-c", REPLAY, name, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout == PAGES[name].read_text("utf-8")


def test_without_a_network_nothing_is_reached(alone: tuple[str, ...]) -> None:
    """What listens on this machine is out of reach there, and within reach otherwise."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asks = [sys.executable, "-c", REACHES, str(listening.getsockname()[1])]
        assert subprocess.run(asks, check=False).returncode == 1
        assert subprocess.run([*alone, *asks], check=False).returncode == 0


@pytest.mark.parametrize("words", [("demo",), ("query", "flows"), ("doctor",), ("load", "neo4j.csv")])
def test_a_connection_is_noticed(words: tuple[str, ...]) -> None:
    """Of any command of another kind, also one that would not succeed, and one to this machine."""
    assert not may_connect(words)
    with unplugged(words), pytest.raises(AssertionError, match=rf"`datatrail {words[0]}.*connect"):
        socket.create_connection(("127.0.0.1", 9))
    with unplugged(words), pytest.raises(AssertionError, match=r"opened a connection"):
        urllib.request.urlopen("http://example.org")


@pytest.mark.parametrize("words", [("neo4j", "load"), ("query", "flows", "--engine", "neo4j")])
def test_the_neo4j_commands_may_connect(words: tuple[str, ...]) -> None:
    """That is what they are for: the system's answer comes through."""
    assert may_connect(words)
    with unplugged(words), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 9))
