"""A case goes into Neo4j: nodes, then relationships, then what is gone is taken away, and everything is counted.

A load may be stopped at any moment and run again: each row is merged by its id. Only a load that has come to its end
takes anything away, and only of its own case; until then the node of the case says `loading`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphmodel.errors import InputError, ServiceError
from loaders.neo4j_parts import LABELS, Batch, Record, Tie, in_batches, size_of
from loaders.neo4j_writing import BATCH, Server, Writer

#: The state of a case that the import tool has put in, until its lists and indexes are there.
IMPORTED = "imported"

Progress = Callable[[str, int, int], None]


class Source(Protocol):
    """A graph that is told record by record, the nodes first."""

    def each_node(self) -> Iterable[tuple[str, Record]]:
        """Every node with its label."""

    def each_tie(self) -> Iterable[tuple[Tie, Record]]:
        """Every relationship with its type and the labels of its ends."""


@dataclass(frozen=True)
class Mark:
    """What is said of a case in the database; the same tables and program say the same.

    Attributes
    ----------
    id
        Under which name it is there.
    folder
        A hash of where the case lies.
    """

    id: str
    name: str
    case_sha256: str
    program: str
    folder: str = ""

    @property
    def tag(self) -> str:
        """Tells this load's rows from those of other tables or another program."""
        from hashlib import sha256

        return sha256(f"{self.case_sha256}\n{self.program}".encode()).hexdigest()[:12]

    def said(self) -> dict[str, str]:
        """What the node of the case says of it."""
        return {
            "name": self.name,
            "case_sha256": self.case_sha256,
            "program": self.program,
            "folder": self.folder,
        }


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many nodes and relationships the case has, by label and type, and what was taken away."""

    counts: Mapping[str, int]
    removed: Mapping[str, int] = field(default_factory=dict)
    written: bool = True

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return sum(count for name, count in self.counts.items() if name in LABELS)

    @property
    def relationships(self) -> int:
        """How many relationships."""
        return sum(self.counts.values()) - self.nodes


def load(
    server: Server,
    mark: Mark,
    source: Source,
    *,
    rows: Mapping[str, int] | None = None,
    about: tuple[int, int] = (0, 0),
    batch: int = BATCH,
    progress: Progress = lambda *_: None,
) -> Loaded:
    """Make the database hold this case as it is now.

    Parameters
    ----------
    rows
        How many rows each table has: as many must be loaded.
    about
        How many nodes and relationships there are, about, for the progress.

    Raises
    ------
    ServiceError
        When the server stays away, or what it holds in the end is not what was sent.
    """
    writer = Writer(server, mark.id, mark.tag)
    server.make_schema()
    if imported := held(server, mark, state=IMPORTED):
        writer.fill()
        writer.mark(state="complete")
        return imported
    writer.mark(**mark.said(), state="loading")
    sent = write(writer, source, rows=batch, about=about, progress=progress)
    _same(sent, rows or {}, "the tables have")
    removed = writer.remove_others()
    counts = writer.counts()
    _same(counts, sent, "were sent")
    loaded = Loaded(counts, removed)
    writer.mark(state="complete", loaded=mark.tag, nodes=loaded.nodes, relationships=loaded.relationships)
    return loaded


def write(
    writer: Writer,
    source: Source,
    *,
    rows: int = BATCH,
    about: tuple[int, int] = (0, 0),
    progress: Progress = lambda *_: None,
) -> Counter[str]:
    """Put all nodes in, then all relationships; how many of each were sent.

    The rows of one batch are made while the server takes the one before: one statement is under way at a time, so
    that no two wait for each other's locks.
    """
    sent: Counter[str] = Counter()
    with ThreadPoolExecutor(1) as sender:
        for what, records, total in (
            ("nodes into Neo4j", source.each_node, about[0]),
            ("relationships into Neo4j", source.each_tie, about[1]),
        ):
            done = 0
            for batch in _ahead(sender, writer, in_batches(records(), rows)):
                for part, cells in batch:
                    sent[part.name] += len(cells)
                done += size_of(batch)
                progress(what, done, max(total, done))
    return sent


def _ahead(sender: ThreadPoolExecutor, writer: Writer, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Batches that were taken, each sent while the next is made."""
    under_way: tuple[Future[None], Batch] | None = None
    for batch in batches:
        if under_way is not None:
            under_way[0].result()
            yield under_way[1]
        under_way = sender.submit(writer.put, batch), batch
    if under_way is not None:
        under_way[0].result()
        yield under_way[1]


def _same(counts: Mapping[str, int], wanted: Mapping[str, int], words: str) -> None:
    """Fail where a count is not what it should be; a group may be made for a party that no table has."""
    for name, count in wanted.items():
        found = counts.get(name, 0)
        if found != count and not (name == "AgencyGroup" and found > count and words != "were sent"):
            raise ServiceError(
                f"{found} {name} in the database where {count} {words}",
                hint="does something else write to this database? load again",
            )


# --- what is there ----------------------------------------------------------------------------------------------------


def held(server: Server, mark: Mark, *, state: str = "complete") -> Loaded | None:
    """What the database holds of a case, where that is all of it as it is: of these tables and this program."""
    said = server.cases().get(mark.id)
    if not said or said.get("state") != state or said.get("loaded") != mark.tag:
        return None
    found = Loaded(Writer(server, mark.id, mark.tag).counts(), written=False)
    return found if (found.nodes, found.relationships) == (said["nodes"], said["relationships"]) else None


def refuse_another(server: Server, mark: Mark) -> None:
    """Refuse to put a case in the place of one that lies elsewhere and happens to have the same title.

    Raises
    ------
    InputError
        When the name is taken; says how to go on.
    """
    said: Mapping[str, Any] = server.cases().get(mark.id, {})
    if said and said.get("folder") != mark.folder:
        raise InputError(
            f"the database holds a case called {mark.id!r} that was loaded from another folder",
            hint=f"if it is this one, moved: --as {mark.id}; else give this one another name: --as NAME",
        )


def unload(server: Server, case: str) -> Loaded:
    """Take a case out of the database; other cases stay as they are."""
    writer = Writer(server, case, "of no load")
    removed = writer.remove_others()
    writer.unmark()
    return Loaded({}, removed)
