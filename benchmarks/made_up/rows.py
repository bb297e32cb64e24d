"""The rows of a made-up case, shuffled and cut into tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from benchmarks.made_up.cells import nothing
from benchmarks.made_up.documents import Documents
from benchmarks.made_up.drawing import Drawing, Subject
from benchmarks.made_up.exchanges import ROWS_OF_AN_EXCHANGE, Exchanges
from graphmodel.registry import Registry
from graphmodel.tables import arrow_schema
from loaders.labels import names

CHUNK = 200_000
SHARE_OF_REQUESTS = 0.9


class Rows:
    """The rows of some exchanges, shuffled, as tables of at most `CHUNK` rows.

    Parameters
    ----------
    exchanges
        What they speak of.
    documents
        What they cite.
    registry
        The parties, for the names of the rows.
    seed
        The same seed gives the same rows.
    """

    def __init__(self, exchanges: Exchanges, documents: Documents, registry: Registry, seed: int) -> None:
        self.subject = Subject(exchanges, documents)
        self.registry = registry
        self.seed = seed
        rng = np.random.default_rng([seed, 3])
        several = 1 + rng.choice(3, len(exchanges), p=ROWS_OF_AN_EXCHANGE)
        of = np.repeat(np.arange(len(exchanges), dtype=np.int32), several)
        later = np.concatenate([[False], of[1:] == of[:-1]])
        order = rng.permutation(len(of))
        self.of, self.later = of[order], later[order]
        self.requests = round(SHARE_OF_REQUESTS * len(of))

    def __len__(self) -> int:
        return len(self.of)

    def chunks(self) -> Iterator[tuple[str, pa.Table]]:
        """The label and the rows of each table in turn: requests, then statements, by id."""
        for label, start, stop in (("Request", 0, self.requests), ("Statement", self.requests, len(self))):
            for begin in range(start, stop, CHUNK):
                part = slice(begin, min(begin + CHUNK, stop))
                drawing = Drawing(self.subject, self.of[part], self.later[part], begin, self.seed)
                columns = drawing.request() if label == "Request" else drawing.statement()
                yield label, self._table(label, columns, len(drawing))

    def _table(self, label: str, columns: Mapping[str, pa.Array], number: int) -> pa.Table:
        schema = arrow_schema(label)
        arrays = [columns.get(each.name, nothing(each.type, number)) for each in schema]
        table = pa.table(arrays, schema=schema)
        place = schema.get_field_index("name")
        return table.set_column(place, schema.field("name"), names(label, table, self.registry))
