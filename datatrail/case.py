"""A case as analysts hold it in Python: questions, traces, the graph, the page."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datatrail.bundle import bundled_folder, bundles
from graphmodel.errors import InputError
from graphmodel.projection import Evidence, project_tables
from loaders.store import CaseFolder

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from datatrail.changes import Change
    from datatrail.entering import Addition
    from datatrail.page import Page
    from datatrail.plots import Plot
    from graphmodel.tables import Tables
    from loaders.disputes import Voice
    from loaders.store import Snapshot
    from queries.engines.protocol import Answered, Limits
    from queries.library.trace import Answer
    from viz.brief import CitedBrief
    from viz.citations import Citations
    from viz.request import DraftedRequest

Progress = Callable[[str, int, int], None]


class Case:
    """One generation of a case, as it was when it was opened; after a change through it, as it is then.

    Examples
    --------
    >>> import datatrail
    >>> case = datatrail.demo_case()                                    # doctest: +SKIP
    >>> case.query("exposure", data="photo")                            # doctest: +SKIP
    """

    def __init__(self, folder: CaseFolder) -> None:
        self.folder = folder.open()
        self.snapshot: Snapshot = folder.read()

    @property
    def tables(self) -> Tables:
        """The typed tables, one per node label and relationship type."""
        return self.snapshot.tables

    @property
    def title(self) -> str:
        """The case's title."""
        return self.folder.settings.title

    @cached_property
    def evidence(self) -> Evidence:
        """The case projected: items of evidence, flows, denials, rules, coverage."""
        from datatrail.arrays import kept

        return project_tables(self.tables, partial(kept, self.folder, self.snapshot))

    @cached_property
    def stamp(self) -> dict[str, Any]:
        """What an answer rests on: the hash of the case's tables, and the version of the program."""
        return {"case_sha256": self.snapshot.case_sha256, "version": version("datatrail")}

    @property
    def undecided(self) -> list[Voice]:
        """What two cases that were merged do not agree on, and nobody has decided since: side by side, who said what."""
        from loaders.worklist import undecided

        return undecided(self.folder, self.snapshot.manifest)

    def merge(self, other: Case, path: str | Path) -> Case:
        """A new case that holds what this and another hold; ``.undecided`` says on what the two do not agree."""
        from loaders.merging import merge

        merge(self.folder, other.folder, Path(path))
        return open_case(path)

    def table(self, name: str) -> pd.DataFrame:
        """A table for pandas: a node label or a relationship type."""
        return self.tables.frame(name)

    def graph(self) -> nx.MultiDiGraph[str]:
        """Agencies, groups, states, databases and data types, with flows as keyed edges."""
        from graphmodel.graph import to_networkx
        from queries.rows import flow_summary

        flows = [flow_summary(flow, self.evidence) for flow in self.evidence.flows()]
        return to_networkx(self.tables, flows)

    def rows(self, question: str, **parameters: Any) -> list[dict[str, Any]]:
        """The answer to a named question as plain rows."""
        from datatrail.preparing import prepared
        from queries.library import find_question

        try:
            return find_question(question).ask(self.evidence, prepared(self, question, parameters))
        except InputError as error:
            raise self._withdrawn(parameters.get("flow")) or error from None

    def _withdrawn(self, claim: object) -> InputError | None:
        """That a claim which is asked about was retracted."""
        from datatrail.verifying import withdrawal_of

        told = withdrawal_of(self, claim) if isinstance(claim, str) else None
        return InputError(told, hint="see `datatrail verify --reviewed`") if told else None

    def rows_of_engine(self, question: str, engine: str, **parameters: Any) -> list[dict[str, Any]]:
        """The answer of a named question's Cypher text, run by an engine: the columns that a text can give."""
        from datatrail.engines import NEO4J, holds_only, opened
        from queries.engines.asking import ask
        from queries.library import find_question

        with opened(engine, self) as held:
            if engine == NEO4J:
                holds_only(self, held)
            return ask(find_question(question), held, self.evidence, parameters)

    def cypher(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, engine: str = "embedded"
    ) -> pd.DataFrame:
        """Run read-only Cypher.

        Parameters
        ----------
        text
            Cypher that only reads; labels, types and properties are those of the schema.
        parameters
            Values of its ``$parameters``.
        engine
            ``embedded``, or ``neo4j``.

        Examples
        --------
        >>> case.cypher("MATCH (a:Agency) RETURN a.id AS id")               # doctest: +SKIP
        """
        import pandas as pd

        from queries.engines.protocol import Limits

        answered = self.run_cypher(text, parameters, engine=engine, limits=Limits(rows=None))
        return pd.DataFrame(answered.rows, columns=list(answered.columns))

    def run_cypher(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        engine: str = "embedded",
        limits: Limits | None = None,
    ) -> Answered:
        """Run read-only Cypher within limits; what is not read-only is refused at its first character."""
        from datatrail.engines import opened
        from queries.engines.gate import check

        allowed = check(text, parameters or {})
        with opened(engine, self) as held:
            return held.run(allowed, parameters, limits)

    def query(self, question: str, **parameters: Any) -> pd.DataFrame:
        """The answer to a named question.

        Parameters
        ----------
        question
            A name of the question library: ``flows``, ``exposure``, …
        parameters
            As declared; `from` is a word of Python, so it is ``from_``.

        Returns
        -------
        One row per answer, the declared columns in order.
        """
        import pandas as pd

        from queries.library import find_question

        columns = [column.name for column in find_question(question).columns]
        return pd.DataFrame(self.rows(question, **parameters), columns=columns)

    def trace(self, from_: str, to: str, data: str = "driver-record", **options: Any) -> Answer:
        """The routes by which data got, or could have got, from these holders to these recipients.

        Parameters
        ----------
        from_, to
            An agency, a kind of agency, a kind in one state (``GA:driver-licensing``), or ``any``.
        data
            A kind of data; a broader one is asked for with every kind that it includes.
        options
            As on the command line: since, as_of, open_at, known_by, min_standing, max_hops, ties, exact, channel,
            purpose, database, via, avoid, source, limit, deadline.
        """
        from queries.library import find_question
        from queries.library.trace import trace_answer

        asked = find_question("trace").arguments({"from": from_, "to": to, "data": data, **options})
        return trace_answer(self.evidence, asked, self.stamp)

    def what_if(self, scenario: str | Path, **options: Any) -> pd.DataFrame:
        """Which answers change if what a scenario supposes were so; nothing is written.

        Parameters
        ----------
        scenario
            Its file, or its text in TOML: what is taken away, added or barred, and what is asked.
        options
            question, unchanged, source, min_standing, as_of, known_by.
        """
        return self.query("what-if", scenario=scenario, **options)

    def draw(
        self, path: str | Path, *, publish: bool = False, min_count: int | None = None, **options: Any
    ) -> Page:
        """Write the answer to a trace as one interactive page that opens without a network.

        Parameters
        ----------
        path
            Where to write it.
        publish
            Leave out free text, and counts under the minimum.
        min_count
            The minimum; see `viz.publishing`.
        options
            Those of `trace`; any licensing agency to immigration enforcement, driver record, unless told.

        Returns
        -------
        The path, which a notebook shows as the page.
        """
        from datatrail.page import Page
        from viz.explorer import write

        return Page(write(self.page(publish=publish, min_count=min_count, **options), Path(path)))

    def page(self, *, publish: bool = False, min_count: int | None = None, **options: Any) -> dict[str, Any]:
        """What the page of a trace shows, as data; the parameters are those of `draw`."""
        from viz.pagedata import page_data
        from viz.publishing import MIN_COUNT, published

        asked = {
            "from_": "driver-licensing",
            "to": "immigration-enforcement",
            "data": "driver-record",
        } | options
        answer = self.trace(**asked)
        data = page_data(self.evidence, answer, self.title, self.datasets)
        return published(data, MIN_COUNT if min_count is None else min_count) if publish else data

    def brief(self, question: str | None = None, **options: Any) -> CitedBrief:
        """What an answer says in numbered sentences, each bound to the records that it rests on.

        Parameters
        ----------
        question
            A name of the question library whose rows cite evidence; a trace unless told.
        options
            Those of the question; of a trace as for `draw`.

        Returns
        -------
        A brief with ``to_markdown()``, ``to_html()``, ``to_json()`` and ``to_dict()``; shows well in a notebook.

        Examples
        --------
        >>> case.brief(from_="GA:driver-licensing", to="us-ice", data="photo")     # doctest: +SKIP
        """
        from datatrail.briefs import brief_of

        return brief_of(self, question, options)

    def cite(self, question: str | None = None, *, everything: bool = False, **options: Any) -> Citations:
        """The documents that an answer rests on, with the places and rows that were read out of each.

        Parameters
        ----------
        question, options
            As for `brief`, which cites the same documents.
        everything
            Also those of what disputes or limits the answer, or is listed beside it.

        Returns
        -------
        Citations with ``to_markdown()``, ``to_bibtex()``, ``to_csl()`` and ``to_dict()``.
        """
        from queries.citing import citations
        from viz.citations import Citations

        told = self.brief(question, **options).to_dict()
        return Citations(citations(told, self.evidence, everything=everything), told["asked"]["words"])

    def add(self, shape: str, *, keep: bool = True, **fields: Any) -> Addition:
        """Enter a row by hand: it is checked, kept in the case's own file of entered rows, and loaded.

        This case is then as it is with the row.

        Parameters
        ----------
        shape
            ``claim``, ``event``, ``rule``, ``coverage``, ``attribute``, ``document`` or ``agency``.
        keep
            False to see what it would make, and write nothing.
        fields
            The cells by column, as text, a list, a number or a flag; `from` is ``from_``.

        Returns
        -------
        The addition, with ``.exchanges``, ``.changes``, ``.notes``, ``.undoing`` and ``.to_dict()``.
        """
        from datatrail.entering import cells_of, kept, tried

        row = cells_of(shape, {name.removesuffix("_"): value for name, value in fields.items()})
        return (kept if keep else tried)(self, shape, [row])

    def plot(self, kind: str, path: str | Path | None = None, **options: Any) -> Plot:
        """A figure for print, drawn without a browser; its table is ``.to_frame()``, and a notebook shows it.

        Parameters
        ----------
        kind
            ``timeline``, ``states``, ``sankey`` or ``outcomes``.
        path
            Where to write it: ``.svg``, ``.png`` or ``.pdf``; nowhere unless told.
        options
            Those of ``datatrail plot KIND``; `from` is ``from_``.
        """
        from datatrail.plots import plot

        drawn = plot(self, kind, options)
        if path is not None:
            drawn.write(path)
        return drawn

    def request(self, gap: str, **options: Any) -> DraftedRequest:
        """The draft of a letter that asks for the record of a gap.

        Parameters
        ----------
        gap
            Its id: the column `gap` of ``case.query("gaps")``.
        options
            Those by which it is told what it would settle: to, data, state, source, min_standing, as_of, known_by.

        Returns
        -------
        A request with ``to_markdown()`` and ``to_dict()``; shows well in a notebook.
        """
        from datatrail.asking import request_for

        return request_for(self, gap, options)

    # --- what is said of it, and how it changes

    def verify(self, *, everything: bool = False, reviewed: bool = False) -> pd.DataFrame:
        """What rests on less than the whole document, most used in answers first; or what was said of claims.

        Parameters
        ----------
        everything
            What was read in full as well.
        reviewed
            The lines of the log of reviews that stand instead, and what became of each.
        """
        import pandas as pd

        from datatrail.verifying import SAID, TO_CHECK, said, to_check

        rows = said(self) if reviewed else to_check(self, everything=everything)
        return pd.DataFrame(rows, columns=list(SAID if reviewed else TO_CHECK))

    def review(
        self,
        claim: str,
        *,
        by: str,
        read: str | None = None,
        note: str = "",
        correct: Mapping[str, str] | None = None,
        retract: bool = False,
        undo: str | bool = False,
        why: str = "",
    ) -> Change:
        """Say of a claim that it was checked, is wrong in some cells, or is withdrawn; or take one of these back.

        Parameters
        ----------
        by
            Who says so.
        read, note
            How much of the document was read, and what is to be noted of it.
        correct
            The text of each column that is wrong, as it should be.
        retract
            Whether the claim is withdrawn.
        undo
            True for the one thing that was said, or which: ``retract``, ``read in-full``, ``correct mode``.
        why
            The reason; a correction and a retraction need one.

        Returns
        -------
        What then differs, and how to undo it. The case is then as it is now.
        """
        from datatrail.reviewing import review

        return review(
            self, claim, by=by, read=read, note=note, correct=correct, retract=retract, undo=undo, why=why
        )

    def remove(
        self, *, dataset: str | None = None, document: str | None = None, by: str = "remove", why: str = ""
    ) -> Change:
        """Take a dataset out, or withdraw a document with all that only retells it."""
        from datatrail.reviewing import remove

        return remove(self, dataset=dataset, document=document, by=by, why=why)

    def rollback(self, generation: str, *, by: str = "rollback") -> Change:
        """Make a new generation that holds what an earlier one held; its name, the start of it, or its number."""
        from datatrail.reviewing import rollback

        return rollback(self, str(generation), by=by)

    def history(self) -> pd.DataFrame:
        """The generations, oldest first: when each was made and by what, and whether it is still kept."""
        import pandas as pd

        from loaders.history import COLUMNS, history

        return pd.DataFrame(history(self.folder), columns=[*COLUMNS, "state"])

    def copy(self, path: str | Path, title: str | None = None) -> Case:
        """A case of one's own in a new folder that begins as this one is."""
        from datatrail.writing import copied

        return Case(copied(self.folder, Path(path), title))

    def export(self, path: str | Path, format: str) -> Path:
        """Write the case in a format that other programs read, and `datatrail load` reads back.

        Parameters
        ----------
        path
            A file; of a package or Parquet a new folder, or an archive where the name ends in ``.zip``. What the
            format cannot hold is written beside it, into ``PATH.loss.json``.
        format
            ``package``, ``json``, ``graphml``, ``gexf`` or ``parquet``; ``prov`` and ``ftm`` are not read back.
        """
        from datatrail import outward
        from datatrail.exchanging import reading_of
        from loaders.interchange.exporting import export

        if format in outward.ONLY_WRITTEN:
            outward.export(self, format, Path(path))
            return Path(path)
        export(reading_of(self), format, Path(path))
        return Path(path)

    def reopen(self) -> None:
        """The case is as it is now in its folder."""
        self.snapshot = self.folder.read()
        for name in ("evidence", "stamp"):
            self.__dict__.pop(name, None)

    @property
    def datasets(self) -> list[str]:
        """The datasets that the case was loaded from."""
        return sorted({each["dataset"] for each in self.snapshot.manifest.get("inputs", ())})


def open_case(path: str | Path | None = None) -> Case:
    """Open a case folder.

    Parameters
    ----------
    path
        The folder, or the name of a bundled case (``real``, ``examplia``); without it, that of the environment variable ``DATATRAIL_CASE``, else the current folder if
        it is a case, else the bundled case.

    Raises
    ------
    graphmodel.errors.InputError
        When there is no case, or one of a newer version.
    """
    if isinstance(path, str) and path in bundles() and not Path(path).exists():
        return demo_case(path)
    folder = case_path(path)
    return demo_case() if folder is None else Case(CaseFolder(folder))


def case_path(path: str | Path | None = None) -> Path | None:
    """The folder that is meant; None for the bundled case."""
    if path is not None:
        return Path(path)
    if os.environ.get("DATATRAIL_CASE"):
        return Path(os.environ["DATATRAIL_CASE"])
    here = Path.cwd()
    return here if (here / "case.toml").is_file() else None


def demo_case(name: str = "real", *, progress: Progress | None = None) -> Case:
    """The bundled case, built in the user's cache when it is first used.

    Parameters
    ----------
    name
        ``real``, or ``examplia``: a made-up state with planted answers, never mixed with the real one.
    """
    return Case(bundled_folder(name, progress=progress))


def options_given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a command line that were given: those that are not None, or empty."""
    return {name: value for name, value in options.items() if value not in (None, ())}
