"""Given names of people and the gender that goes with them, whatever the language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def given_names() -> Mapping[str, str]:
    """Given names in lower case with their gender: "m", "f", or "x" when both bear them.

    >>> given_names()["élodie"], given_names()["camille"]
    ('f', 'x')
    """
    table = tomllib.loads((files(__package__) / "given_names.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: gender for gender in ("m", "f", "x") for name in table[gender].split()})
