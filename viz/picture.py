"""What is drawn: agencies in columns, exchanges as lines, many offices folded into one until opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from viz.layout import columns, fractions, spread
from viz.marks import ANSWERS, CARRYING, KNOWLEDGE, best_by_state, by_standing, families, family_of

# So many rows fit a small laptop's window with labels that are read without zooming.
ROWS = 18
# Between the first column and the last, where labels stand under their marks.
ROWS_BETWEEN = 10
SMALLEST_FOLD = 4
MOST_BETWEEN = 3
# So many agencies of one state are listed when their fold is opened; more are folded again, by name.
MOST_OPEN = 60
LEFT, TOP, WIDTH, HEIGHT = 300.0, 36.0, 1000.0, 620.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One agency, or several folded into one, where it stands.

    Attributes
    ----------
    fold
        The id of the fold that it is in.
    members
        How many agencies it stands for, if it is a fold.
    answer
        For holders: the answer for this office, one of `marks.ANSWERS`.
    x, y
        Before any fold is opened; of a member of a closed fold, those of the fold.
    """

    id: str
    label: str
    family: str
    column: int
    answer: str = ""
    state: str = ""
    fold: str = ""
    members: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """Exchanges between the same two marks, through the same relays, of which the same is known."""

    id: str
    start: str
    end: str
    via: tuple[str, ...]
    known: str
    contested: bool
    flows: tuple[str, ...]
    bend: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that can be drawn, and the lines between what is drawn before any fold is opened."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    columns: tuple[str, ...]
    height: float

    def shown(self) -> tuple[tuple[Mark, ...], tuple[Line, ...]]:
        """What is drawn before any fold is opened."""
        return tuple(mark for mark in self.marks if not mark.fold), self.lines


def exchange_known(flow: Mapping[str, Any]) -> str:
    """What is known of one exchange by itself: the word its line is drawn for."""
    if flow.get("known"):
        return str(flow["known"])
    if flow["standing"] not in CARRYING:
        return by_standing(flow["standing"]) or "could"
    return "did" if any(map(plainly_shown, flow["evidence"])) else "could"


def plainly_shown(item: Mapping[str, Any]) -> bool:
    """Whether an item by itself says that this very data was handed over, unhedged and unmasked."""
    return (
        item.get("mode") == "disclosed"
        and item.get("payload", "stated") == "stated"
        and not (item.get("hedged") or item.get("one_of") or item.get("masked"))
    )


def item_known(item: Mapping[str, Any]) -> str:
    """What is known of an exchange by one item of its evidence alone."""
    return by_standing(item.get("standing") or item.get("mode") or "") or (
        "did" if plainly_shown(item) else "could"
    )


def known_by_type(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """For each flow, what is known of it for each data type that it carries, asked about or not.

    A broader type ("driver record") may have held the narrower one, and does not prove it: "did" is "could have".
    """
    asked = [answer["data_type"] for answer in data["answers"]]
    broader: Mapping[str, Sequence[str]] = data.get("broader") or {}
    carried = defaultdict(set)
    for answer in data["answers"]:
        for trace in answer["traces"]:
            for step in trace["steps"]:
                carried[step["flow"]].add(answer["data_type"])
    known = {}
    for flow in data["flows"]:
        own, type_ = exchange_known(flow), flow["data_type"]
        narrower = {t for t in asked if t in carried[flow["flow"]] or type_ in broader.get(t, ())}
        known[flow["flow"]] = dict.fromkeys(sorted(narrower), "could" if own == "did" else own) | {type_: own}
    return known


def answers_by_holder(data: Mapping[str, Any], known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """For each office that holds, the best answer: by its routes, else by its exchanges with those asked about."""
    found: dict[str, set[str]] = defaultdict(set)
    for answer in data["answers"]:
        for trace in answer["traces"]:
            found[trace["steps"][0]["from"]].add("did" if trace["verdict"] == "holds" else "could")
    asked = asked_about(data)
    for flow in data["flows"]:
        word = known[flow["flow"]][flow["data_type"]]
        found[flow["from"]].add(_WITHOUT_ROUTE.get(word, "unknown") if flow["to"] in asked else "unknown")
    order = list(ANSWERS)
    return {agency: min(words, key=order.index) for agency, words in found.items()}


# An exchange that was, or could have been, and is on no route says nothing of the question.
_WITHOUT_ROUTE = {
    "access": "access",
    "asked": "asked",
    "refused": "refused",
    "blocked": "refused",
    "denied": "refused",
}


def asked_about(data: Mapping[str, Any]) -> set[str]:
    """The recipients that the question names, by id, by kind, or by being the end of a route."""
    to = data["question"].get("to")
    named = {id_ for id_, agency in data["agencies"].items() if to in {id_, agency.get("kind")}}
    return named | {trace["steps"][-1]["to"] for answer in data["answers"] for trace in answer["traces"]}


def build(data: Mapping[str, Any]) -> Picture:
    """The picture of these flows.

    Parameters
    ----------
    data
        The page's data; every agency of a flow is among its agencies.
    """
    known = known_by_type(data)
    marks, height = _placed(
        _folded(
            _in_columns(data, answers_by_holder(data, known)),
            best_by_state(data["exposure"]),
            data["labels"].get("state"),
        )
    )
    last = max((mark.column for mark in marks), default=0)
    titles = ("Holds the data", *["In between"] * (last - 1), *["Receives it"] * (last > 0))
    return Picture(marks, _lines(data, known, marks), titles, height)


def _in_columns(data: Mapping[str, Any], answers: Mapping[str, str]) -> list[Mark]:
    flows, agencies = data["flows"], data["agencies"]
    routes = [trace["steps"] for answer in data["answers"] for trace in answer["traces"]]
    starts = {steps[0]["from"] for steps in routes}
    ends = {steps[-1]["to"] for steps in routes} - starts
    arcs = [(flow["from"], flow["to"]) for flow in flows]
    column = _few(columns({end for arc in arcs for end in arc}, arcs, starts, ends))
    marks = [
        Mark(
            id=agency,
            label=agencies[agency]["name"],
            family=family_of(agencies[agency]),
            column=at,
            answer=answers.get(agency, "unknown") if at == 0 else "",
            state=agencies[agency].get("state") or "",
        )
        for agency, at in column.items()
    ]
    return _ordered(marks, arcs)


def _few(column: Mapping[str, int]) -> dict[str, int]:
    """The same columns, those in between drawn together where they are more than can be read side by side."""
    last = max(column.values(), default=0)
    if last - 1 <= MOST_BETWEEN:
        return dict(column)
    return {
        agency: at
        if at == 0
        else MOST_BETWEEN + 1
        if at == last
        else 1 + (at - 1) * MOST_BETWEEN // (last - 1)
        for agency, at in column.items()
    }


def _ordered(marks: Iterable[Mark], arcs: Iterable[tuple[str, str]]) -> list[Mark]:
    """Holders by answer, then state; who stands between beside those it receives from; receivers by family."""
    by_family, by_answer = list(families()), [*ANSWERS, ""]
    givers = defaultdict(list)
    for giver, receiver in sorted(set(arcs)):
        givers[receiver].append(giver)
    marks = sorted(
        marks,
        key=lambda m: (
            m.column,
            by_answer.index(m.answer),
            by_family.index(m.family),
            m.state,
            m.label,
            m.id,
        ),
    )
    last = max((mark.column for mark in marks), default=0)
    height = {mark.id: at for at, mark in enumerate(marks)}

    def middle(mark: Mark) -> float:
        return fmean([height[giver] for giver in givers[mark.id] if giver in height] or [height[mark.id]])

    return sorted(marks, key=lambda m: (m.column, middle(m) if 0 < m.column < last else 0.0))


def _folded(
    marks: Sequence[Mark], best: Mapping[str, str], states: Mapping[str, str] | None = None
) -> list[Mark]:
    """Columns too long to be read, with the later parts folded into one mark each, set before its members."""
    result = []
    last = max((mark.column for mark in marks), default=0)
    for column in sorted({mark.column for mark in marks}):
        here = [mark for mark in marks if mark.column == column]
        parts: dict[str, list[Mark]] = defaultdict(list)
        for mark in here:
            parts[mark.answer or mark.family].append(mark)
        rows = ROWS_BETWEEN if 0 < column < last else ROWS
        closed = _to_fold({part: len(members) for part, members in parts.items()}, rows)
        for part, members in parts.items():
            if part in closed:
                fold = _fold_of(column, part, members, best)
                result += [fold, *_inside(fold, members, states or {})]
            else:
                result += members
    return result


def _inside(fold: Mark, members: Sequence[Mark], states: Mapping[str, str]) -> list[Mark]:
    """What an open fold shows: its agencies; where they are too many, a fold for each state, or for neighbouring names."""
    if len(members) <= ROWS:
        return [replace(mark, fold=fold.id) for mark in members]
    by_state: dict[str, list[Mark]] = defaultdict(list)
    for mark in sorted(members, key=lambda mark: (not mark.state, mark.state, mark.label, mark.id)):
        by_state[mark.state].append(mark)
    if len(by_state) == 1:
        return _by_name(fold, next(iter(by_state.values())))
    result = []
    for state, here in by_state.items():
        if len(here) < SMALLEST_FOLD:
            result += [replace(mark, fold=fold.id) for mark in here]
        else:
            where = f"in {states.get(state, state)}" if state else "of no state named"
            inner = replace(
                fold, id=f"{fold.id}:{state}", label=f"{len(here)} {where}", fold=fold.id, members=len(here)
            )
            result += [inner, *_inside(inner, here, states)]
    return result


def _by_name(fold: Mark, members: Sequence[Mark]) -> list[Mark]:
    if len(members) <= MOST_OPEN:
        return [replace(mark, fold=fold.id) for mark in members]
    result = []
    for number, at in enumerate(range(0, len(members), MOST_OPEN)):
        here = members[at : at + MOST_OPEN]
        label = f"{here[0].label[:20].rstrip()} to {here[-1].label[:20].rstrip()}: {len(here)}"
        inner = replace(fold, id=f"{fold.id}:{number}", label=label, fold=fold.id, members=len(here))
        result += [inner, *(replace(mark, fold=inner.id) for mark in here)]
    return result


def _to_fold(sizes: Mapping[str, int], most: int) -> set[str]:
    """Which parts are folded so that a column has no more rows than can be read; the first stay open."""
    if sum(sizes.values()) <= most:
        return set()
    closed = {part for part, size in sizes.items() if size >= SMALLEST_FOLD}
    rows = sum(1 if part in closed else size for part, size in sizes.items())
    for part, size in sizes.items():
        if part in closed and rows + size - 1 > most:
            break
        if part in closed:
            closed.discard(part)
            rows += size - 1
    return closed


def _fold_of(column: int, part: str, members: Sequence[Mark], best: Mapping[str, str]) -> Mark:
    families_ = [mark.family for mark in members]
    family = max(dict.fromkeys(families_), key=families_.count)
    if part in ANSWERS:
        things = "offices" if set(families_) == {"licensing"} else "holders"
        label, answer = (
            f"{len(members)} {things}: {ANSWERS[part].label}{_states_answer(part, members, best)}",
            part,
        )
    else:
        label, answer = f"{len(members)} × {families()[family].label.lower()}", ""
    return Mark(f"fold:{column}:{part}", label, family, column, answer, members=len(members))


def _states_answer(part: str, members: Sequence[Mark], best: Mapping[str, str]) -> str:
    """Of how many states this is the answer, where that is another number: the first line counts states."""
    states = len({mark.state for mark in members if best.get(mark.state) == part})
    if not best or states == len(members):
        return ""
    whose = f"{states} states'" if states > 1 else f"{states or 'no'} state's"
    bracket = f"({whose} answer)".replace(" ", "\N{NO-BREAK SPACE}")
    return f" {bracket}"


def _placed(marks: Sequence[Mark]) -> tuple[tuple[Mark, ...], float]:
    count = max((mark.column for mark in marks), default=0) + 1
    xs = [LEFT + at * (WIDTH - 2 * LEFT) for at in fractions(count)]
    open_rows = [[mark.id for mark in marks if mark.column == at and not mark.fold] for at in range(count)]
    height = max(HEIGHT, TOP + 24.0 * max(map(len, open_rows), default=0) + 10)
    ys = {
        id_: y for rows in open_rows for id_, y in zip(rows, spread(len(rows), TOP, height - 10), strict=True)
    }
    outermost: dict[str, str] = {}
    for mark in marks:
        outermost[mark.id] = outermost[mark.fold] if mark.fold else mark.id
    return tuple(replace(m, x=round(xs[m.column], 1), y=ys[outermost[m.id]]) for m in marks), height


def _lines(
    data: Mapping[str, Any], known: Mapping[str, Mapping[str, str]], marks: Sequence[Mark]
) -> tuple[Line, ...]:
    """One line for each two marks that are drawn before any fold is opened, relays between them, and word."""
    at: dict[str, str] = {}
    for mark in marks:
        at[mark.id] = at[mark.fold] if mark.fold else mark.id
    gathered: dict[tuple[str, str, tuple[str, ...], str], list[Mapping[str, Any]]] = defaultdict(list)
    for flow in sorted(data["flows"], key=lambda flow: str(flow["flow"])):
        word = known[flow["flow"]][flow["data_type"]]
        start, end = at[flow["from"]], at[flow["to"]]
        if start != end:
            gathered[start, end, tuple(flow["via"]), word].append(flow)
    order = list(KNOWLEDGE)
    keys = sorted(gathered, key=lambda key: (*sorted(key[:2]), order.index(key[3]), key[2], key[0]))
    beside: dict[tuple[str, ...], int] = defaultdict(int)
    column = {mark.id: mark.column for mark in marks}
    lines = []
    for number, key in enumerate(keys):
        start, end, via, word = key
        flows = gathered[key]
        pair = tuple(sorted((start, end)))
        lines.append(
            Line(
                f"line:{number}",
                start,
                end,
                via,
                word,
                any(flow["contested"] for flow in flows),
                tuple(flow["flow"] for flow in flows),
                bend=_bend(beside[pair], same_column=column[start] == column[end], turned=pair[0] != start),
            )
        )
        beside[pair] += 1
    return tuple(lines)


def _bend(number: int, *, same_column: bool, turned: bool) -> float:
    """How far a line swings out so that those between the same two marks lie apart: 0, then each side in turn."""
    if same_column:
        number += 2
    swing = 0.09 * ((number + 1) // 2) * (1 if number % 2 else -1)
    return round(-swing if turned else swing, 2)
