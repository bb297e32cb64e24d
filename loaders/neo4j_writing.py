"""Writes rows of a case's graph to a Neo4j server, over a driver that somebody else has opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from graphmodel.errors import ServiceError
from loaders import neo4j_statements as statements
from loaders.neo4j_parts import CASE_LABEL, LABELS, TYPES, Batch, Cells, Part, constant
from loaders.neo4j_patience import MORE, ConflictError, Patience, TooLargeError

if TYPE_CHECKING:
    from neo4j import Driver, Session

#: Rows of a batch: more pay less for the way there and back, and need more of the server's memory.
BATCH = 10_000


class Server:
    """A database of a server, which is waited for where it goes away.

    Parameters
    ----------
    driver
        An open one; it is not closed here.
    database
        The database; the user's own where not told.
    where
        What to call the server in a message.
    patience
        For how many seconds the server may be away.
    """

    def __init__(
        self, driver: Driver, database: str | None = None, *, where: str = "", patience: float = 60
    ) -> None:
        self._driver = driver
        self._database = database
        self._patience = Patience(patience, where)

    def run(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of one statement, which may be run more than once."""
        return self._patience.run(lambda: self._once(text, parameters))

    def _once(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self._session() as session:
            return session.run(text, parameters).data()  # type: ignore[arg-type] # a text of ours, not a literal

    def _session(self) -> Session:
        return self._driver.session(database=self._database, notifications_min_severity="OFF")

    def run_together(self, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """The one row of each of several statements, of which all take effect or none."""
        return self._patience.run(lambda: self._once_together(asked))

    def _once_together(self, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        with self._session() as session, session.begin_transaction() as transaction:
            found = [transaction.run(text, given).data()[0] for text, given in asked]  # type: ignore[arg-type]
            transaction.commit()
        return found

    def cases(self) -> dict[str, dict[str, Any]]:
        """What the database says of the cases that were loaded into it, by id."""
        if CASE_LABEL not in self.seen():
            return {}
        return {each["found"]["id"]: each["found"] for each in self.run(statements.CASES)}

    def version(self) -> str:
        """What the server says of itself: its name, version and edition."""
        found = self.run("CALL dbms.components() YIELD name, versions, edition")[0]
        return f"{found['name']} {found['versions'][0]} {found['edition']}"

    def seen(self) -> set[str]:
        """The labels and relationship types that the database has had."""
        return {each["name"] for each in self.run(statements.SEEN)}

    def make_schema(self) -> None:
        """Constraints, indexes and names of properties that are not there yet; all are there when it returns."""
        there = set(self.run(statements.INDEXES)[0]["names"])  # a constraint is named like its index
        for name, text in statements.schema():
            if name not in there:
                self.run(text)
        self.run(statements.PROPERTIES_NAMED, names=statements.property_names())
        self.run(statements.AWAIT)


class Writer:
    """Writes one load of one case.

    Parameters
    ----------
    case
        The id of the case in the database.
    tag
        Says which tables and program the load is of.
    """

    def __init__(self, server: Server, case: str, tag: str) -> None:
        self.server = server
        self.case = case
        self.tag = tag

    def put(self, batch: Batch) -> None:
        """Put rows in, or make what is there what they say; in smaller pieces where the server cannot take them whole.

        Raises
        ------
        ServiceError
            When a relationship's end is not there, or the server has too little memory for a few rows.
        """
        try:
            self._put(batch)
        except (TooLargeError, ConflictError) as error:
            if len(batch) > 1:
                for part, rows in batch:
                    self.put([(part, rows)])
            elif isinstance(error, TooLargeError):
                self._put_halves(*batch[0])
            else:
                self._move(*batch[0])

    def _put(self, batch: Batch) -> None:
        answers = self.server.run_together([self._upsert(part, rows) for part, rows in batch])
        for (part, rows), answer in zip(batch, answers, strict=True):
            if (taken := answer["taken"]) != len(rows):
                raise ServiceError(
                    f"of {len(rows)} rows of {part} the database took {taken}: what they end at is not there",
                    hint="does something else write to this database? load again",
                )

    def _upsert(self, part: Part, rows: Sequence[Cells]) -> tuple[str, dict[str, Any]]:
        """The statement for rows of a part, and its parameters; what is the same in all rows is sent once."""
        first = 1 if part.ends is None else 3
        same, sent = constant(rows, first)
        names = [each.name for each in part.properties]
        told = {names[place - first + 1]: value for place, value in same.items()}
        return statements.upsert(part), {"rows": sent, "same": told, "case": self.case, "tag": self.tag}

    def _put_halves(self, part: Part, rows: list[Cells]) -> None:
        if len(rows) < 2:
            raise ServiceError(f"the server has too little memory for one row of {part}", hint=MORE)
        half = len(rows) // 2
        self.put([(part, rows[:half])])
        self.put([(part, rows[half:])])

    def _move(self, part: Part, rows: list[Cells]) -> None:
        """Put in relationships of which some end elsewhere in the database."""
        if part.ends is None:
            raise ServiceError(f"two nodes of {part} have one id", hint="load again")
        self.server.run(statements.moved(part), rows=rows, case=self.case)
        self._put([(part, rows)])

    def counts(self) -> dict[str, int]:
        """How many nodes of each label and relationships of each type the case has."""
        return {each["name"]: each["found"] for each in self._counted() if each["found"]}

    def remove_others(self) -> dict[str, int]:
        """Take away what is of another load of the case, relationships first; how many of each."""
        stale = {each["name"]: each["stale"] for each in self._counted() if each["stale"]}
        for name in stale:
            self._in_pieces(partial(statements.removed, name))
        return stale

    def fill(self) -> None:
        """Make lists empty where an import left none."""
        for name in self.server.seen() & {*LABELS, *TYPES}:
            if statements.lists_of(name):
                self._in_pieces(partial(statements.filled, name))

    def _counted(self) -> list[dict[str, Any]]:
        seen = self.server.seen()
        names = [name for name in (*TYPES, *LABELS) if name in seen]
        return self.server.run(statements.counted(names), case=self.case, tag=self.tag) if names else []

    def _in_pieces(self, text: Callable[[int], str]) -> None:
        """Change what is there, so many rows at a time, fewer where the server cannot take so many.

        What was done before the server could not go on is done, and is not found again.
        """
        for rows in statements.PIECES:
            with suppress(TooLargeError):
                self.server.run(text(rows), case=self.case, tag=self.tag)
                return
        raise ServiceError("the server has too little memory for one row", hint=MORE)

    def mark(self, **said: Any) -> None:
        """Say of the case what is so."""
        self.server.run(statements.MARK, case=self.case, mark=said)

    def unmark(self) -> None:
        """Say nothing of the case any more."""
        self.server.run(statements.UNMARK, case=self.case)
