"""Lines weighed and labelled: the quick looks rule out nothing that the whole rule finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sourcier.read.page.label import _MAYBE_DATE
from sourcier.read.page.weigh import _MARKS, _SENTENCE

_WRITTEN_OUT = re.compile(r"\d{1,2}:\d\d|(?<!\d)(?:19|20)\d\d(?!\d)|\d[./]\d{1,2}[./]\d")


@given(st.text(alphabet="0129:./ a٣", max_size=12))
def test_what_may_be_a_date_is_found_from_its_first_digit_on(text: str) -> None:
    assert bool(_MAYBE_DATE.search(text)) == bool(_WRITTEN_OUT.search(text))


@given(st.text(max_size=20), st.sampled_from(_MARKS))
def test_a_line_that_ends_in_a_mark_has_a_sentence(text: str, mark: str) -> None:
    assert _SENTENCE.search(text + mark)
