"""Left to right: who holds, who stands between, who receives; the same input always lies the same way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence


def columns(
    agencies: Iterable[str], arcs: Iterable[tuple[str, str]], starts: Collection[str], ends: Collection[str]
) -> dict[str, int]:
    """The column of each agency: one further right than the furthest agency that it receives from.

    Where a route starts is the first column, where one ends, or nothing goes on, the last. Arcs that close a
    circle do not count.
    """
    names, links = sorted(agencies), sorted(set(arcs))
    onward: dict[str, list[str]] = {name: [] for name in names}
    for giver, receiver in links:
        if giver != receiver and receiver not in starts and giver not in ends:
            onward[giver].append(receiver)
    order = _givers_first(
        [*(n for n in names if n in starts), *(n for n in names if n not in starts)], onward
    )
    place = {name: at for at, name in enumerate(order)}
    column = dict.fromkeys(names, 0)
    for giver in order:
        for receiver in onward[giver]:
            if place[receiver] > place[giver]:
                column[receiver] = max(column[receiver], column[giver] + 1)
    receivers = {receiver for _, receiver in links}
    last = max([*column.values(), 1 if receivers else 0])
    for name in names:
        if name not in starts and (name in ends or (name in receivers and not onward[name])):
            column[name] = last
    return column


def _givers_first(roots: Sequence[str], onward: Mapping[str, Sequence[str]]) -> list[str]:
    """Every agency before those it gives to, but for arcs that close a circle (reversed post-order)."""
    done: list[str] = []
    seen: set[str] = set()
    for root in roots:
        stack = [] if root in seen else [(root, iter(onward[root]))]
        seen.add(root)
        while stack:
            name, rest = stack[-1]
            following = next((other for other in rest if other not in seen), None)
            if following is None:
                done.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(onward[following])))
    return done[::-1]


def spread(count: int, top: float, bottom: float) -> list[float]:
    """The middles of so many equal rows between top and bottom."""
    pitch = (bottom - top) / max(count, 1)
    return [round(top + (row + 0.5) * pitch, 1) for row in range(count)]


def fractions(count: int) -> list[float]:
    """Where so many columns stand from left (0) to right (1)."""
    return [0.5] if count < 2 else [round(at / (count - 1), 4) for at in range(count)]
