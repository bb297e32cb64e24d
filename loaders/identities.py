"""What the decisions of a case come to: which names and ids are one agency, and which must not be.

Positive decisions join: a name that is X, and X that is Y, are all Y. Negative ones and *unsure* block, also what the
program would accept by itself. Two decisions that cannot both hold are an error that names their lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from graphmodel.errors import InputError
from graphmodel.registry import fold
from loaders.decisions import FILE, NOT_SAME, UNSURE, Decision

Node = tuple[str, str]
"""A dataset and a folded name; or ``@`` and an id."""
ID = "@"


class ContradictionError(InputError):
    """Decisions of the log cannot all hold.

    Attributes
    ----------
    lines
        The numbers of their lines.
    """

    def __init__(self, lines: Collection[int], said: str, *, hint: str) -> None:
        self.lines = frozenset(lines)
        super().__init__(f"{FILE}, {_listed(lines)}: {said}", hint=hint)


class Identities:
    """The classes that decisions make.

    Parameters
    ----------
    decisions
        Those that stand.
    ids
        The agencies that the case has; a name that is one of them is that agency, in every dataset.
    provisional
        The id that stands for each name (dataset, folded name) that no agency has.

    Raises
    ------
    ContradictionError
        When two decisions contradict each other; names the lines.
    """

    def __init__(
        self,
        decisions: Sequence[Decision],
        ids: Collection[str] = (),
        provisional: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self._ids = ids
        self._above: dict[Node, Node] = {}
        self._lines: defaultdict[Node, set[int]] = defaultdict(set)
        same = [each for each in decisions if each.kind == "same"]
        self._left = {self._node(each) for each in same}
        for each in same:
            self._join(self._node(each), (ID, each.agency), each.line)
        self._join_names(decisions, provisional or {})
        self._nodes = {*self._above, *self._above.values()}
        self._heads = self._heads_of_classes()
        self._negative = [each for each in decisions if each.kind != "same"]
        self._blocks = self._blocked_classes()

    def _node(self, each: Decision) -> Node:
        return (ID, each.name) if each.name in self._ids else (each.dataset, fold(each.name))

    # --- classes

    def _top(self, node: Node) -> Node:
        while (above := self._above.get(node, node)) != node:
            node = above
        return node

    def _join(self, one: Node, other: Node, line: int | None = None) -> None:
        top, below = sorted((self._top(one), self._top(other)))
        if top != below:
            self._above[below] = top
            self._lines[top] |= self._lines.pop(below, set())
        if line is not None:
            self._lines[top].add(line)

    def _join_names(self, decisions: Iterable[Decision], provisional: Mapping[tuple[str, str], str]) -> None:
        """A name in a dataset is also that name in any; a provisional agency is the name that it stands for."""
        anywhere = {node for node in map(self._node, decisions) if not node[0]}
        named = {node for node in map(self._node, decisions) if node[0] not in {"", ID}}
        for dataset, name in (*named, *provisional):
            if ("", name) in anywhere:
                self._join((dataset, name), ("", name))
        for (dataset, name), key in provisional.items():
            own: Node = (dataset, name)
            if self._is_left(own) or self._is_left((ID, key)):
                self._left |= {own, (ID, key)}
            self._join(own, (ID, key))

    def _is_left(self, node: Node) -> bool:
        """Whether a decision says that this is another."""
        return node in self._left or (node[0] not in {"", ID} and ("", node[1]) in self._left)

    def _heads_of_classes(self) -> dict[Node, str]:
        """The id that each class with a decision is: the one that is said to be no other."""
        members: defaultdict[Node, set[Node]] = defaultdict(set)
        for node in self._nodes:
            members[self._top(node)].add(node)
        return {top: self._head(top, found) for top, found in members.items() if self._lines.get(top)}

    def _head(self, top: Node, members: Iterable[Node]) -> str:
        heads = sorted(key for kind, key in members if kind == ID and (kind, key) not in self._left)
        if len(heads) == 1:
            return heads[0]
        lines = self._lines[top]
        if heads:
            raise ContradictionError(
                lines,
                f"together they say that {' and '.join(heads)} are one, which none of them says",
                hint="take one of the lines back (datatrail names undo), or say that the one agency is the other",
            )
        raise ContradictionError(
            lines,
            "each of these agencies is said to be the other",
            hint="take one of the lines back (datatrail names undo)",
        )

    # --- what is blocked

    def _blocked_classes(self) -> dict[Node, list[Decision]]:
        """The negative decisions by the class of the name that they are about."""
        found: defaultdict[Node, list[Decision]] = defaultdict(list)
        for each in self._negative:
            top = self._top(self._node(each))
            found[top].append(each)
            if each.kind == NOT_SAME:
                self._check(each, top)
        return dict(found)

    def _check(self, each: Decision, top: Node) -> None:
        """A negative decision contradicts what joins its name to the agency; without one, to any."""
        joined = top in self._heads if not each.agency else self._top((ID, each.agency)) == top
        if joined and self._lines.get(top):
            what = each.agency or "any agency that is known"
            raise ContradictionError(
                {*self._lines[top], each.line},
                f"line {each.line} says that {each.name!r} is not {what}, the others that it is",
                hint="take one of the lines back (datatrail names undo)",
            )

    # --- asked

    def _of(self, dataset: str, name: str) -> Node:
        """The class of a name: as its dataset has it, else as any."""
        own = (dataset, fold(name))
        anywhere = ("", fold(name))
        known = own in self._nodes or own in self._blocks
        return self._top(own if known else anywhere)

    def decided(self, dataset: str, name: str) -> bool:
        """Whether something is decided of a name."""
        top = self._of(dataset, name)
        return top in self._heads or top in self._blocks

    def agency(self, dataset: str, name: str) -> str | None:
        """The id that a name was decided to be; None where nothing is decided, or it is no other."""
        return self._heads.get(self._of(dataset, name))

    def agency_of_id(self, key: str) -> str | None:
        """The id that an agency was decided to be; None where it is no other."""
        head = self._heads.get(self._top((ID, key)))
        return None if head == key else head

    def forbids(self, dataset: str, name: str, agency: str | None) -> Decision | None:
        """The decision that keeps a name from being taken for an agency; without one, for any."""
        taken = self._top((ID, agency or ""))
        for each in self._blocks.get(self._of(dataset, name), ()):
            if each.kind == UNSURE or not each.agency or self._top((ID, each.agency)) == taken:
                return each
        own = self._of(dataset, name)
        about = (each for each in self._blocks.get(taken, ()) if each.agency)
        return next((each for each in about if self._top((ID, each.agency)) == own), None)


def _listed(lines: Iterable[int]) -> str:
    numbers = [str(line) for line in sorted(lines)]
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"
