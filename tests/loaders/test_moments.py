"""Whole columns of dates are read as the cells would be, one by one."""

from datetime import datetime
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from loaders.mapping_dates import DateReading
from loaders.moments import distinct_days, in_period, local, moment_texts, moments

FORMS = [
    "%m/%d/%Y, %I:%M:%S %p UTC",
    "%Y-%m-%d",
    "%d.%m.%y %H:%M",
    "%B %d, %Y",
    "%Y-%m-%dT%H:%M:%S%z",
    "%m/%Y",
    "excel",
]
WRITTEN = st.one_of(
    st.builds(
        lambda when, form: when.strftime(form),
        st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
        st.sampled_from([form for form in FORMS if form != "excel"]),
    ),
    st.sampled_from(
        [
            "",
            "***",
            " 2024-02-29 ",
            "2023-02-29",
            "2024-02-31",
            "04/31/2024, 05:00:00 AM UTC",
            "13/01/2024, 05:00:00 AM UTC",
            "45292",
            "2024-3-5",
            "x",
        ]
    ),
)


@given(
    st.lists(WRITTEN, min_size=1, max_size=6),
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=3, unique=True),
    st.sampled_from([("", ""), ("UTC", "America/Chicago"), ("America/Chicago", ""), ("UTC", "")]),
)
def test_columns_of_dates_are_read_as_cells_are(
    texts: list[str], forms: list[str], zones: tuple[str, str]
) -> None:
    """The same day and the same moment; what is not read at once is null, and left to the reading of cells."""
    reading = DateReading(tuple(forms), zone=zones[0], local=zones[1])
    found = moments(reading, pa.array(texts))
    days: list[Any] = distinct_days(local(reading, found), lambda day: day).cast(pa.string()).to_pylist()
    whole: list[Any] = moment_texts(reading, found).to_pylist()
    for text, day, moment in zip(texts, days, whole, strict=True):
        if day is not None:
            assert day == reading.read("When", text.strip())
            assert moment == reading.moment(text.strip())


def test_a_form_of_days_is_read_at_once() -> None:
    """The audit logs' own form is: no cell is left to be read by itself."""
    reading = DateReading(("%m/%d/%Y, %I:%M:%S %p UTC",), zone="UTC")
    assert moments(reading, pa.array(["04/10/2026, 05:01:33 AM UTC", "***"])).is_null().to_pylist() == [
        False,
        True,
    ]


def test_a_period_holds_its_days() -> None:
    """To the grain that is asked for, and no finer than what is told."""
    made = [in_period("2024-05-17", period) for period in ("day", "month", "quarter", "year")]
    assert made == ["2024-05-17", "2024-05", "2024-Q2", "2024"]
    assert [in_period(text, "month") for text in ("2024", "2024-Q2", "***", "")] == [
        "2024",
        "2024-Q2",
        "***",
        "",
    ]
