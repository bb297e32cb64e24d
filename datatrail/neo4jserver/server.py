"""A server of one version, in a folder of its own: started once, whoever asks; stopped in order; or not there at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

from datatrail.neo4jserver import conf
from datatrail.neo4jserver.answering import (
    USER,
    bolt_answers,
    bolt_uri,
    browser_uri,
    http_answers,
    set_password,
)
from datatrail.neo4jserver.conf import Ports
from datatrail.neo4jserver.fetching import Progress, jars, programs
from datatrail.neo4jserver.java import find_java
from datatrail.neo4jserver.lines import admin_environment, admin_line, environment, mark_of, server_line
from datatrail.neo4jserver.noted import Started, forget, note, noted
from datatrail.neo4jserver.process import PAUSE, begin, end, ended_in_order, is_alive
from datatrail.neo4jserver.secret import kept_password, make_password, password_file
from datatrail.neo4jserver.versions import Version, version_of
from graphmodel.errors import InputError, ServiceError

LOG = "console.log"
RUNNING, STARTING, DIED, STOPPED = "running", "not answering", "died", "stopped"
HEAP = "512m"
SIZE = re.compile(r"\d+[mg]")
#: Seconds until both ports answer; 8 to 15 on two cores.
PATIENCE = 180.0
#: What the log says of a failure, the most telling first.
TELLING = (
    re.compile(r"Caused by: (?:[\w$]+\.)+([\w$]+: .+)"),
    re.compile(r"\bERROR\b +(.+)"),
    re.compile(r"((?:Error|Exception): .+|Could not .+)"),
)


class Server:
    """The server in a folder; every version has one of its own where no folder is told.

    Parameters
    ----------
    version
        One of those that were tried.
    home
        The folder with its data, settings, logs and password; in the user's data folder unless told.
    """

    def __init__(self, version: Version | None = None, home: Path | None = None) -> None:
        self.version = version or version_of()
        self.home = (home or default_home(self.version)).resolve()
        self._mark = mark_of(self.home)

    # --- what is there

    @property
    def started(self) -> Started | None:
        """What the last start noted, whether or not it still runs."""
        return noted(self.home)

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        started = self.started
        return started is not None and is_alive(started.pid, self._mark)

    @property
    def state(self) -> str:
        """`running`, `not answering`, `died` (its process is gone, and nobody stopped it), `stopped`."""
        started = self.started
        if started is None:
            return STOPPED
        if not self.alive:
            return DIED
        return RUNNING if self._answers(started.ports) else STARTING

    @property
    def uri(self) -> str | None:
        """Its address for drivers."""
        return bolt_uri(self.started.ports) if self.started else None

    @property
    def browser(self) -> str | None:
        """The address of its Browser."""
        return browser_uri(self.started.ports) if self.started else None

    @property
    def user(self) -> str:
        """Its only user."""
        return USER

    @property
    def password(self) -> str:
        """The user's password."""
        return kept_password(self.home)

    def _answers(self, ports: Ports) -> bool:
        return (
            password_file(self.home).is_file() and http_answers(ports) and bolt_answers(ports, self.password)
        )

    # --- started

    def start(
        self,
        *,
        bolt: int | None = None,
        http: int | None = None,
        heap: str = HEAP,
        settings: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> bool:
        """Start it, and return when Bolt and HTTP answer; whether that was needed.

        One that runs with these settings is left as it is; with others it is started again.

        Raises
        ------
        InputError
            When a port that is told is taken, or the folder is no server's or that of another version.
        ServiceError
            When it cannot be fetched or does not start; nothing is left of it then.
        """
        from filelock import FileLock

        if not SIZE.fullmatch(heap):
            raise InputError(f"{heap!r} is no amount of memory", hint="write 512m or 2g")
        self._check_home()
        lib = jars(self.version, progress)
        with FileLock(self._lock), ended_in_order():
            if self.alive and not conf.has(conf.written_conf(self.home), settings or {}):
                self.stop()
            if not self.alive:
                self._start(lib, conf.choose_ports(conf.written_conf(self.home), bolt, http), heap, settings)
                return True
            self._wait()
            return False

    def _check_home(self) -> None:
        number = conf.number_in(conf.written_conf(self.home))
        if number is None and self.home.exists() and any(self.home.iterdir()):
            raise InputError(f"{self.home} holds something else", hint="name a new folder")
        if number not in (None, self.version.number):
            raise InputError(
                f"{self.home} is the folder of a Neo4j {number}",
                hint=f"--version {number}, or another folder",
            )

    def _start(self, lib: Path, ports: Ports, heap: str, settings: Mapping[str, str] | None) -> None:
        with self._nothing_left() as first:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.home / LOG).unlink(missing_ok=True)
            conf.write_conf(self.home, self.version.number, ports, settings)
            make_password(self.home)
            java = find_java(self.version.java)
            line = server_line(self.version, java, lib, self.home, heap)
            pid = begin(line, self.home, self.home / LOG, environment())
            try:
                note(self.home, Started(pid, self.version.number, ports.bolt, ports.http, str(java.path)))
                self._wait()
            except BaseException:
                end(pid, self._mark, patience=0 if first else 30)
                raise

    @contextmanager
    def _nothing_left(self) -> Iterator[bool]:
        """Whether it is the first start; nothing is left of one that fails, and of a later one the folder as it was."""
        first = not conf.written_conf(self.home)
        try:
            yield first
        except BaseException:
            forget(self.home)
            if first:
                shutil.rmtree(self.home, ignore_errors=True)
            raise

    def _wait(self) -> None:
        """Until HTTP answers, the password is set, and the database answers."""
        started, limit = self.started, monotonic() + PATIENCE
        if started is None:
            raise ServiceError("the server was stopped while it started", hint="start it again")
        ports, password = started.ports, self.password
        steps = [partial(set_password, ports, password), partial(self._answers, ports)]
        while steps:
            if not self.alive:
                raise ServiceError(
                    f"Neo4j {self.version.number} does not start: {self._why()}",
                    hint=f"see what else needs its ports or memory; {programs()} can be deleted, and is fetched anew",
                )
            if monotonic() > limit:
                raise ServiceError(f"Neo4j {self.version.number} did not answer in {PATIENCE:.0f} s")
            if steps[0]():
                del steps[0]
            else:
                sleep(PAUSE)

    def _why(self) -> str:
        """What its log says of a failure."""
        try:
            text = (self.home / LOG).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return "its folder is gone"
        found = next((said for sign in TELLING if (said := sign.findall(text))), None)
        return str(found[-1]).strip() if found else (text.strip().splitlines() or ["it said nothing"])[-1]

    # --- stopped

    def stop(self) -> str:
        """Stop it in order; what it was before."""
        started, state = self.started, DIED
        if started is None:
            return STOPPED
        if self.alive:
            end(started.pid, self._mark)
            state = RUNNING
        if self.started == started:
            forget(self.home)
        return state

    @property
    def _lock(self) -> Path:
        """One start at a time for a folder; the lock lies elsewhere, so that of a failed start no folder is left."""
        return programs() / f"start-{sha256(str(self.home).encode()).hexdigest()[:16]}.lock"

    # --- its other programs

    def admin(self, *words: str) -> tuple[Sequence[str], Mapping[str, str]]:
        """The command line and the environment of `neo4j-admin` for this server, which must be stopped for most of it."""
        line = admin_line(find_java(self.version.java), jars(self.version), *words)
        return line, admin_environment(self.home)


def default_home(version: Version) -> Path:
    """The folder of a version's server where none is told."""
    from platformdirs import user_data_path

    return user_data_path("datatrail") / f"neo4j-{version.number}"
