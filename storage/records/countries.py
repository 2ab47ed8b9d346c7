"""Countries as people and programs write them, as ISO 3166-1 alpha-2."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST = 80

# What ISO calls otherwise, or what is a part of a country; names without accents and in lower case.
OTHERWISE = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "u.s.": "US", "u.s.a.": "US", "america": "US", "uae": "AE", "russia": "RU",
    "turkey": "TR", "ivory coast": "CI", "macedonia": "MK", "holland": "NL", "the netherlands": "NL", "brunei": "BN",
    "palestine": "PS", "swaziland": "SZ", "burma": "MM", "cape verde": "CV", "east timor": "TL", "vatican": "VA",
    "vatican city": "VA", "macau": "MO", "kosovo": "XK", "xk": "XK", "xkx": "XK", "dr congo": "CD",
    "democratic republic of the congo": "CD", "republic of the congo": "CG", "korea": "KR", "republic of korea": "KR",
    "bosnia": "BA", "st. lucia": "LC", "micronesia": "FM", "the gambia": "GM", "the bahamas": "BS",
    "deutschland": "DE", "osterreich": "AT", "schweiz": "CH", "suisse": "CH", "svizzera": "CH", "espana": "ES",
    "italia": "IT", "brasil": "BR", "polska": "PL", "nederland": "NL", "belgique": "BE", "belgie": "BE",
    "danmark": "DK", "sverige": "SE", "norge": "NO", "suomi": "FI", "frankreich": "FR", "italien": "IT",
    "spanien": "ES", "vereinigtes konigreich": "GB", "vereinigte staaten": "US", "royaume-uni": "GB",
    "etats-unis": "US", "allemagne": "DE", "espagne": "ES", "reino unido": "GB", "estados unidos": "US",
    "alemania": "DE", "francia": "FR", "mexico": "MX",
}  # fmt: skip


def country(written: str) -> str | None:
    """Two capitals for a code of two or three letters, an ISO number of three digits, or a name in English; None for
    what is no country. Kosovo is XK, as the European Union writes it."""
    plain = " ".join(written.split()).lower()
    return _found(plain) if plain and len(plain) <= LONGEST else None


@lru_cache(maxsize=1024)
def _found(plain: str) -> str | None:
    from pycountry import countries  # reads its tables, which takes longer than most commands

    known = OTHERWISE.get(_bare(plain))
    if known:
        return known
    try:
        return str(countries.lookup(plain).alpha_2)
    except LookupError:
        return None


def _bare(plain: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
