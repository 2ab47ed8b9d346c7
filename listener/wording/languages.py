"""Languages and countries by their names."""

from __future__ import annotations

import re
from functools import cache

_ASIDE = re.compile(r"^Modern | \(.*\)$")


@cache
def language_name(code: str) -> str:
    """ "German" for "de" or "de-AT", "Achinese" for "ace"; the code itself where it names no language."""
    import pycountry

    short = code.replace("_", "-").partition("-")[0].lower()
    found = pycountry.languages.get(**{"alpha_2" if len(short) == 2 else "alpha_3": short})
    return _ASIDE.sub("", _ASIDE.sub("", found.name)) if found else code


@cache
def country_name(code: str) -> str:
    """ "Germany" for "DE"; the code itself where it names no country."""
    from pycountry import countries

    found = countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code
