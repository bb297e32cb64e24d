"""The server command: a real Neo4j is started once, is ready when it says so, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from datatrail.neo4jserver import answering
from datatrail.neo4jserver.connection import Connection
from datatrail.neo4jserver.process import wait_until
from datatrail.neo4jserver.server import Server
from datatrail.neo4jserver.versions import version_of
from graphmodel.errors import ServiceError
from tests.datatrail.running import Done, datatrail
from tests.neo4jserver.serving import version_of_server

pytestmark = pytest.mark.neo4j


@pytest.fixture(autouse=True)
def _none_is_named(monkeypatch: pytest.MonkeyPatch, _neo4j_tests_have_a_server: None) -> None:
    """That these tests can start a server is what the marker says; they start their own."""
    monkeypatch.delenv("NEO4J_URI")
    monkeypatch.delenv("NEO4J_PASSWORD")


def server(*words: str | Path) -> Done:
    return datatrail("neo4j", "server", *map(str, words))


def status(home: Path) -> dict[str, Any]:
    (row,) = server("status", "--home", home, "--show-password", "--format", "json").json
    return dict(row)


def processes(home: Path) -> list[int]:
    """The processes that have the folder among their words."""
    listed = subprocess.run(
        ["ps", "-eww", "-o", "pid=,args="], capture_output=True, encoding="utf-8", check=True
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if str(home) in line]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a server that two commands started at the same moment; stopped after this module."""
    folder = tmp_path_factory.mktemp("servers") / "one"
    command = [sys.executable, "-m", "datatrail", "neo4j", "server", "start", "--home", str(folder)]
    free = {name: value for name, value in os.environ.items() if name != "NEO4J_URI"}
    both = [
        subprocess.Popen([*command, "--format", "json"], stdout=subprocess.PIPE, encoding="utf-8", env=free)
        for _ in range(2)
    ]
    try:
        rows = [json.loads(one.communicate()[0])[0] for one in both]
        assert [one.returncode for one in both] == [0, 0]
        assert rows[0] == rows[1], "two commands, and not one server"
        yield folder
    finally:
        Server(home=folder).stop()


def test_ready_means_that_bolt_and_http_answer(home: Path) -> None:
    """A driver gets a row, HTTP says where Bolt is, and the Browser's page is there; all on loopback."""
    row = status(home)
    assert (row["state"], row["version"]) == ("running", "5.26.29")
    assert answering.answers(row["uri"], row["user"], row["password"]) is None
    connection = HTTPConnection(row["browser"].split("/")[2], timeout=5)
    connection.request("GET", "/browser/")
    assert b"Neo4j Browser" in connection.getresponse().read()
    connection.close()
    listening = Path("/proc/net/tcp").read_text("ascii") + Path("/proc/net/tcp6").read_text("ascii")
    for uri in (row["uri"], row["browser"]):
        port = int(uri.split(":")[2].split("/")[0])
        places = [
            line.split()[1] for line in listening.splitlines() if f":{port:04X} " in line.split("  ")[0]
        ]
        assert all("0100007F" in place for place in places), places


def test_the_password_is_in_one_file_that_only_its_owner_reads(home: Path) -> None:
    """Not among the words or the environment of a process, not in the settings, the logs or what is printed."""
    row = status(home)
    password = row["password"]
    kept = Path(row["password_file"])
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    listed = subprocess.run(
        ["ps", "-eww", "-o", "args="], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert str(home) in listed
    assert password not in listed
    assert password.encode() not in Path(f"/proc/{row['pid']}/environ").read_bytes()
    holding = [path for path in home.rglob("*") if path.is_file() and password.encode() in path.read_bytes()]
    assert holding == [kept]
    for words in (["status"], ["status", "--format", "json"], ["start"]):
        done = server(*words, "--home", home)
        assert password not in done.out + done.err


def test_two_servers_run_side_by_side(
    home: Path, neo4j_server: Connection, request: pytest.FixtureRequest
) -> None:
    """This one and the one of the tests, which is of the version that was asked for."""
    one = status(home)
    assert answering.answers(one["uri"], one["user"], one["password"]) is None
    assert answering.answers(neo4j_server.uri, *neo4j_server.auth) is None
    if neo4j_server.said_by != "NEO4J_URI":
        asked = version_of(request.config.getoption("--neo4j-version")).number
        with GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
            assert version_of_server(driver) == f"Neo4j Kernel {asked} community"


def test_the_first_password_no_longer_opens_it(home: Path) -> None:
    row = status(home)
    assert "unauthorized" in str(answering.answers(row["uri"], "neo4j", "neo4j"))


def test_started_twice_it_is_the_same_server(home: Path) -> None:
    """The second start says so, and the process, the ports and the password stay."""
    before = status(home)
    done = server("start", "--home", home)
    assert (done.status, "It was running already" in done.err) == (0, True)
    assert status(home) == before
    assert processes(home) == [before["pid"]]


def test_commands_find_the_server_that_was_started(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where NEO4J_URI names none: `cypher --engine neo4j` runs on ours, without being told its address."""
    monkeypatch.setattr("datatrail.neo4jserver.server.default_home", lambda _: home)
    done = datatrail("cypher", "RETURN 6 * 7 AS n", "--engine", "neo4j", "--format", "csv")
    assert (done.status, done.out) == (0, "n\n42\n"), done.err


def test_a_folder_of_another_version_is_not_started(home: Path) -> None:
    done = server("start", "--home", home, "--version", "2026.09")
    assert done.status == 2
    assert done.err.startswith(f"Error: {home} is the folder of a Neo4j 5.26.29\nHint: --version 5.26.29")


def test_a_start_that_is_ended_leaves_nothing(home: Path, tmp_path: Path) -> None:
    """SIGTERM while it waits: no process, no folder."""
    folder = tmp_path / "ended"
    command = [sys.executable, "-m", "datatrail", "neo4j", "server", "start", "--home", str(folder)]
    free = {name: value for name, value in os.environ.items() if name != "NEO4J_URI"}
    with subprocess.Popen(command, env=free, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as starting:
        assert wait_until(lambda: Server(home=folder).alive, 60)
        starting.terminate()
        starting.wait(60)
    assert starting.returncode == 128 + signal.SIGTERM
    assert not folder.exists()
    assert not processes(folder)
    assert Server(home=home).state == "running"


def test_a_server_that_was_killed_is_noticed_and_starts_again_with_its_data(home: Path) -> None:
    """`status` says that it died; the next start keeps data, ports and password; `stop` then stops it in order."""
    before = status(home)
    write(before, "CREATE (:Mark {name: 'kept'})")
    os.kill(before["pid"], signal.SIGKILL)
    assert wait_until(lambda: not processes(home), 10)
    assert status(home)["state"] == "died"
    assert server("start", "--home", home).status == 0
    after = status(home)
    assert (after["state"], after["uri"], after["password"]) == ("running", before["uri"], before["password"])
    assert after["pid"] != before["pid"]
    assert write(after, "MATCH (m:Mark) WITH m, m.name AS name DELETE m RETURN name") == ["kept"]
    stopped = server("stop", "--home", home)
    assert (stopped.status, stopped.err) == (0, "Neo4j 5.26.29 stopped\n")
    assert not processes(home)
    assert "Stopped." in (home / "console.log").read_text("utf-8")
    assert status(home)["state"] == "stopped"


def write(row: dict[str, Any], text: str) -> list[Any]:
    with GraphDatabase.driver(row["uri"], auth=(row["user"], row["password"])) as driver:
        return [record[0] for record in driver.execute_query(text).records]


# --- a start that fails -----------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = server("start", "--home", tmp_path / "one", "--bolt-port", str(port))
    assert done.status == 2
    assert done.err.startswith(f"Error: port {port} on 127.0.0.1 is taken\nHint: leave out --bolt-port")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"server.no_such_setting": "1"}, "server.no_such_setting"),
        ({"server.memory.pagecache.size": "much"}, "'much' is not a valid size"),
    ],
)
def test_a_server_that_does_not_start_leaves_nothing(
    tmp_path: Path, settings: dict[str, str], says: str
) -> None:
    """One line says why, as the server's own log does; no process, no folder."""
    with pytest.raises(ServiceError, match=rf"^Neo4j 5\.26\.29 does not start: .*{says}") as failed:
        Server(home=tmp_path / "one").start(settings=settings)
    assert "\n" not in failed.value.message
    assert list(tmp_path.iterdir()) == []
    assert not processes(tmp_path)


def test_a_broken_jar_is_found_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One as long as it was, with nothing in it: Java ends at once, and the error says what Java said."""
    program = Path(os.environ["DATATRAIL_NEO4J_PROGRAMS"]) / "5.26.29"
    copy = tmp_path / "programs" / "5.26.29"
    copy.mkdir(parents=True)
    for path in program.iterdir():
        (copy / path.name).symlink_to(path)
    broken = next(path for path in copy.glob("neo4j-server-5*.jar"))
    size = broken.stat().st_size
    broken.unlink()
    broken.write_bytes(bytes(size))
    monkeypatch.setenv("DATATRAIL_NEO4J_PROGRAMS", str(copy.parent))
    done = server("start", "--home", tmp_path / "one")
    assert done.status == 3
    assert done.err.startswith("Error: Neo4j 5.26.29 does not start: ")
    assert "ClassNotFoundException: org.neo4j.server." in done.err
    assert not (tmp_path / "one").exists()
    assert not processes(tmp_path / "one")
