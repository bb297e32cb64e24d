"""A target with a mistake planted in it, so that the fuzzing is seen to find one."""

from graphmodel.dates import parse_span
from graphmodel.errors import InputError


def judge(data: bytes) -> None:
    """Wrong of every date that ends before it starts."""
    try:
        parse_span(data.decode("ascii", "replace"))
    except InputError as error:
        if "ends before" in error.message:
            raise AssertionError(error.message) from error


WORDS = {"judge": ["..", "2019", "2020"]}
