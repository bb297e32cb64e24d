"""Which single record would settle most open questions, and who holds it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmodel.dates import iso
from graphmodel.errors import InputError, did_you_mean
from graphmodel.projection import Evidence
from graphmodel.scope import ANY, ends
from queries.declaration import Column, Declared, Parameter, Row
from queries.gaps.gap import KINDS
from queries.library.exposure import EXPOSURE
from queries.options import AS_OF, KNOWN_BY, MIN_STANDING, SOURCE, read_choice, read_party
from queries.rows import documents_of
from queries.underway import counted

if TYPE_CHECKING:
    from queries.gaps.ground import Ground
    from queries.gaps.verdicts import Effect, Verdicts

#: The answer of `exposure` to which nothing is known.
NOTHING_KNOWN = "nothing known"
#: What a gap asks of `exposure`, whose verdicts are tried.
OF_EXPOSURE = tuple(parameter.argument for parameter in EXPOSURE.parameters)


def gaps(
    evidence: Evidence,
    *,
    to: str,
    data: str | None,
    state: str | None,
    holder: str,
    kind: str | None,
    unchanged: bool,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each record that could change a verdict of `exposure`; that of most verdicts first."""
    asked = {name: value for name, value in locals().items() if name in OF_EXPOSURE}
    from queries.gaps.finding import gaps_of
    from queries.gaps.ground import Ground
    from queries.gaps.verdicts import Trying

    wanted = None if kind is None else read_choice(kind, KINDS, "kind")
    holding = None if holder == ANY else ends(read_party(holder, evidence), evidence.registry).full
    ground = Ground(evidence, asked)
    found = [
        gap
        for gap in gaps_of(ground)
        if wanted in (None, gap.kind) and (holding is None or not holding.isdisjoint(gap.asked))
    ]
    trying = Trying(ground)
    effects = [trying.effect(gap) for gap in counted(found, "records tried")]
    shown = [effect for effect in effects if unchanged or effect.pairs]
    return [row_of(effect, ground) for effect in sorted(shown, key=_order)]


def _order(effect: Effect) -> tuple[int, str]:
    return (-len(effect.pairs), effect.gap.id)


def gap_named(evidence: Evidence, gap: str, options: Mapping[str, Any]) -> tuple[Ground, Effect]:
    """One gap by its id, and what it changes.

    Raises
    ------
    InputError
        When the case has no such gap; with the nearest ids.
    """
    from queries.gaps.finding import gaps_of
    from queries.gaps.ground import Ground
    from queries.gaps.verdicts import Trying

    ground = Ground(evidence, options)
    found = {each.id: each for each in gaps_of(ground)}
    if gap not in found:
        raise InputError(
            f"the case has no gap {gap!r}",
            hint=did_you_mean(gap, found) or "see the first column of `datatrail query gaps`",
        )
    return ground, Trying(ground).effect(found[gap])


# --- rows -----------------------------------------------------------------------------------------------------


def row_of(effect: Effect, ground: Ground) -> Row:
    """The row of one gap."""
    from queries.gaps.words import record_kind, records_in_words

    gap, registry = effect.gap, ground.evidence.registry
    return {
        "gap": gap.id,
        "verdicts": len(effect.pairs),
        "nothing_known": sum(ground.stands[pair].answer == NOTHING_KNOWN for pair in effect.pairs),
        "kind": gap.kind,
        "holder": list(gap.asked),
        "addressee": [registry.label(party) for party in gap.asked],
        "record_kind": record_kind(gap),
        "record": records_in_words(gap, ground.evidence),
        "start": iso(gap.period.lo),
        "end": iso(gap.period.hi),
        "if_so": changes_in_words(effect.best, ground),
        "if_not": changes_in_words(effect.worst, ground),
        "items": sorted(item.id for item in gap.items),
        "coverage": sorted(each.id for each in gap.coverage),
        "documents": sorted({*documents_of(gap.items), *(each.document for each in gap.coverage)} - {""}),
    }


def changes_in_words(changed: Verdicts, ground: Ground) -> list[str]:
    """Each verdict that an answer changes: of which office, on which kind of data, from what to what."""
    return [
        f"{ground.in_words(pair)}: {ground.stands[pair].verdict} → {verdict}"
        for pair, verdict in sorted(changed.items())
    ]


#: What the two answers of each kind of gap are.
IF_SO = (
    "The verdicts that change (state, kind of data: from → to) if the record shows all that is open. request, access, "
    "payload: each kind of data asked about that the claims may include was disclosed, stated, neither hedged nor one of "
    "several, on a record's evidence. doubt: it was so, likewise. joint: received from everybody of whom the case says "
    "that they disclosed to the agency. masked: the cell says what is asked about: any office as holder, one agency of "
    "those asked about as recipient, every kind of data, disclosed; of a date only that it is no longer masked. name: it "
    "is its likely agency. coverage: all that is open in the exchanges that it covers was so; and so was an exchange of "
    "each kind of data that its channel gives, in its period, between an office and the end asked about: where the case "
    "tells of any exchange between them that it covers, or of none at all that it covers."
)
IF_NOT = (
    "The verdicts that change if the record shows that none of it was so. request: refused. access, doubt: the case "
    "without these claims. payload: without these claims for every kind of data that they do not state. joint: without "
    "these claims, since what was given had come from elsewhere. masked: refused, if the outcome is masked; nothing is "
    "tried of a date; else without these claims. name: nothing changes. coverage: without the claims that are open and "
    "lie wholly in its period, and the records are complete."
)

GAPS = Declared(
    "gaps",
    1,
    "Which single record would settle most open questions, and who holds it?",
    (
        Parameter("to", "party", "Whom the data reaches.", default="immigration-enforcement"),
        Parameter("data", "data", "A kind of data with all it includes; all driver data unless told."),
        Parameter("state", "state", "Only verdicts on this state, as a USPS code."),
        Parameter("holder", "party", "Only records that this agency, or kind of agency, holds.", default=ANY),
        Parameter("kind", "choice", "Only gaps of this kind.", choices=tuple(KINDS)),
        Parameter(
            "unchanged", "flag", "List the records that would change no verdict as well.", default=False
        ),
        SOURCE,
        MIN_STANDING,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column(
            "gap", "Its id, for `datatrail request`: a hash of what it is, so it stays as the case grows."
        ),
        Column("verdicts", "How many verdicts of `exposure` could change either way, each tried."),
        Column("nothing_known", "Of how many of these nothing is known as it is."),
        Column("kind", "; ".join(f"{kind}: {words}" for kind, words in KINDS.items()) + "."),
        Column("holder", "Who holds the record; where the giver is only told as a class, the receiver."),
        Column("addressee", "The same by name."),
        Column("record_kind", "Which kind of record, as coverage says; else the way of going."),
        Column("record", "What to ask for."),
        Column("start", "The first day that it may speak of; blank = open."),
        Column("end", "The last day that it may speak of; blank = open."),
        Column("if_so", IF_SO),
        Column("if_not", IF_NOT),
        Column("items", "The items of evidence that it speaks of."),
        Column("coverage", "The rows of coverage that say it is missing."),
        Column("documents", "The documents that they cite."),
    ),
    ("items", "coverage", "documents"),
    (
        (
            "Each record is tried alone, with the best and the worst that it could show: it may show something between, "
            "and two records may settle together what neither does."
        ),
        (
            "What already holds is never tried as untrue; what a record could tell of agencies of which the case says "
            "nothing is not counted."
        ),
        "How likely an answer is, whether the record exists and whether it would be given is not weighed.",
    ),
    gaps,
    table=("gap", "verdicts", "nothing_known", "kind", "addressee", "record", "start", "end"),
    when_empty="no record that the case knows to be missing would change a verdict alone; --unchanged lists them all.",
    theme="evidence and gaps",
    references=(
        "Semantics, section 4: what a verdict needs: payload, joints, time, ends, the items themselves; coverage.",
        (
            "Value of information: R. A. Howard, 'Information value theory', IEEE Transactions on Systems Science and "
            "Cybernetics 2(1), 1966; here counted in verdicts, without chances."
        ),
    ),
    why_no_cypher="Each record is tried on a case changed for it, which a text that only reads cannot make.",
)
