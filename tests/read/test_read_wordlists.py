"""Lists of words as expressions find what the words one by one would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sourcier.read.metadata.wordlists import one_of

_WORDS = st.lists(st.text("ab.é ", min_size=1, max_size=4), min_size=1, max_size=8)


@given(_WORDS, st.text("ab.é ", max_size=12))
def test_words_by_first_letters_are_found_where_the_words_are(words: list[str], text: str) -> None:
    plain = re.compile("|".join(map(re.escape, words)))
    assert [found.span() for found in re.finditer(one_of(words), text)] == [found.span() for found in plain.finditer(text)]
