"""The words of calendars in the world's languages: months, weekdays and parts of the day, as the CLDR has them.

Names are compared folded: without case, accents and Arabic vowel signs, as people leave them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

Part = Literal["morning", "afternoon", "evening", "night"]

# Languages that date by the Gregorian calendar, and variants with names of their own.
LOCALES = """
af am ar ar_DZ ar_LB ar_MA ar_MR az az_Cyrl be bg bn bs bs_Cyrl ca cs cy da de de_AT el en en_AU eo es es_PE et eu fa
fi fil fr fr_CA ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ku lo lt lv mk ml mn mr ms mt my nb nl nn pa pl ps
pt pt_PT ro ru si sk sl sq sr sr_Latn sv sw ta te th tr uk ur uz uz_Cyrl vi zh zh_Hant
""".split()  # noqa: SIM905
# Forms in use that the CLDR leaves out.
MORE = {
    "de": {"jaenner": 1, "feber": 2, "mrz": 3, "maerz": 3}, "fr": {"fev": 2}, "es": {"agos": 8}, "pt": {"mar": 3},
    "vi": {f"{word} {month:02}": month for word in ("thang", "thg") for month in range(1, 10)},
}  # fmt: skip
ENGLISH = {
    name[:length]: month
    for month, name in enumerate(
        "january february march april may june july august september october november december".split(),  # noqa: SIM905
        1,
    )
    for length in (3, len(name))
} | {"sept": 9}
# What else stands in an English date.
BESIDE = {
    *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("st", "nd", "rd", "th", "of", "at", "on", "the"),
}
SPACED = re.compile(r"(?<=\d)\s+(?=[月월])")
# Hungarian halves of the day, and "of" in half of Europe.
COMMON = {"de", "de.", "du", "du."}
MARKS = re.compile("[\u0300-\u036f\u064b-\u0655]")


@dataclass(frozen=True, slots=True)
class Month:
    """A month that stands in a text.

    Attributes:
        number: 1 to 12.
        before, after: What stands around its name.
        languages: Which call it so.
    """

    number: int
    before: str
    after: str
    languages: frozenset[str]


def fold(text: str) -> str:
    """Lower case, plain digits and letters without accents."""
    bare = MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    bare = "".join(each for each in bare if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFC", bare).replace("ı", "i")


def month(folded: str, language: str | None = None) -> Month | None:
    """The one month that a folded text names; None if it names none, or several that nothing tells apart.

    Args:
        language: Of the text, ISO 639-1: "listopad" is November in Czech and October in Croatian.
    """
    folded = SPACED.sub("", folded)
    words = re.findall(r"[^\W\d_]+", folded)
    english = {ENGLISH[word]: word for word in words if word in ENGLISH}
    if len(english) < 2 and set(words) <= ENGLISH.keys() | BESIDE:
        return _one(folded, [({"en": number}, word) for number, word in english.items()], frozenset())
    found = [(_months()[each[0]], each[0]) for each in _pattern(tuple(_months())).finditer(folded)]
    others = [(named, name) for named, name in found if name not in _weekdays()]
    # "mar" is a Tuesday beside any other month (French, Italian, Spanish).
    return _one(folded, others or found, frozenset({language}) if language else _by_weekday(folded))


def _by_weekday(folded: str) -> frozenset[str]:
    """The languages that have all the weekdays in a text."""
    named = [_weekdays()[each[0]] for each in _pattern(tuple(_weekdays())).finditer(folded)]
    return frozenset.intersection(*map(frozenset, named)) if named else frozenset()


def part_of_day(before: str, after: str, languages: frozenset[str]) -> Part | None:
    """Which part of the day stands directly before or behind a time, in folded text."""
    names = _pattern(tuple(_parts()))
    near = [found[0] for found in names.finditer(after[:30]) if not re.search(r"\w", after[: found.start()])]
    near += [found[0] for found in names.finditer(before[-30:]) if not re.search(r"\w", before[-30:][found.end() :])]
    for name in near:
        told = _parts()[name]
        certain = set(told.values()) if name not in COMMON else set()
        meant = {told[language] for language in languages & told.keys()} or certain
        if len(meant) == 1:
            return meant.pop()
    return None


def _one(folded: str, found: list[tuple[Mapping[str, int], str]], spoken: frozenset[str]) -> Month | None:
    meant = {number for named, _ in found for number in named.values()}
    if len(meant) > 1:
        meant = {named[language] for named, _ in found for language in spoken & named.keys()}
    if len(meant) != 1:
        return None
    number = meant.pop()
    name = next(name for named, name in found if number in named.values())
    before, _, after = folded.partition(name)
    speak = frozenset(code for named, _ in found for code, month in named.items() if month == number)
    return Month(number, before, after, speak)


@cache
def _locales() -> list[tuple[str, Locale]]:
    from babel import Locale

    return [(name.partition("_")[0], Locale.parse(name)) for name in LOCALES]


@cache
def _months() -> Mapping[str, Mapping[str, int]]:
    """Folded name -> language -> month."""
    names: dict[str, dict[str, int]] = defaultdict(dict)
    for language, locale in _locales():
        for written, number in _written(locale.months):
            names[re.sub(r"^d(?:e |['’])", "", written)][language] = int(number)
            if language == "he":
                names[f"ב{written}"][language] = int(number)  # "in November"
    for language, more in MORE.items():
        for name, month in more.items():
            names[name][language] = month
    return names


@cache
def _weekdays() -> Mapping[str, set[str]]:
    """Folded name -> languages."""
    names: dict[str, set[str]] = defaultdict(set)
    for language, locale in _locales():
        for written, _ in _written(locale.days):
            names[written].add(language)
    return names


@cache
def _parts() -> Mapping[str, Mapping[str, Part]]:
    """Folded name -> language -> part of the day."""
    names: dict[str, dict[str, Part]] = defaultdict(dict)
    for language, locale in _locales():
        for written, kind in _written(locale.day_periods):
            for name in {written, written.replace(".", "")}:
                names[name][language] = _part(kind)
    return names


def _part(kind: str) -> Part:
    """Of the CLDR's kinds (am, pm, noon, morning1, night2, …)."""
    starts: dict[str, Part] = {
        "am": "morning", "morning": "morning", "pm": "evening", "evening": "evening", "noon": "afternoon",
        "afternoon": "afternoon",
    }  # fmt: skip
    return starts.get(kind.rstrip("0123456789"), "night")


def _written(names: Mapping[str, Mapping[str, Mapping[str | int, str]]]) -> Iterator[tuple[str, str]]:
    """Every wide and abbreviated name that has letters, folded, with what it stands for."""
    for context in names.values():
        for width in ("wide", "abbreviated"):
            for meaning, name in context.get(width, {}).items():
                written = fold(name).strip(". ")
                if re.search(r"[^\W\d_]", written):
                    yield written, str(meaning)


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first, standing for itself."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W\d_])")
