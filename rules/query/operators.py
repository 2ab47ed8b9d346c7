"""Other products' operators: read as what they mean here, or refused with what to write.

Of Talkwalker, Meltwater, Brandwatch, Pulsar, Factiva, LexisNexis, Google and Lucene.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.query.nodes import Step

USUAL_DISTANCE = 4
SENTENCE, PARAGRAPH = 15, 50
"""Words between two of one sentence, and of one paragraph, at most: where they end is not known."""

_OURS = re.compile(r"(O?)NEAR(?:/(\d+)([fF]?))?")
_DISTANCE = re.compile(r"(o?near|adj|w|within|pre|n)?/?(\+?)(\d+)(f?)", re.IGNORECASE)
_BOOST = re.compile(r"\^\d+(?:\.\d+)?")
_SLOP = re.compile(r"~(\d+)")
_STRETCHES = {
    "S": SENTENCE, "SENT": SENTENCE, "SENTENCE": SENTENCE, "P": PARAGRAPH, "PARA": PARAGRAPH, "PARAGRAPH": PARAGRAPH,
}  # fmt: skip
_ORDERED = {"ONEAR", "ADJ", "PRE"}
_CALLS = {
    "SITE": "site:(example.com OR example.org)", "DOMAIN": "site:(example.com OR example.org)",
    "LANG": "language:(en OR fr)", "LANGUAGE": "language:(en OR fr)", "COUNTRY": "country:(de OR at)",
    "TITLE": "title:(…)", "HEADLINE": "title:(…)", "HLEAD": "title:(…)", "INTITLE": "title:(…)",
    "AUTHOR": "author:(…)", "BYLINE": "author:(…)", "FROM": "author:(…)", "URL": "url:(…)", "LINK": "links:(…)",
    "HASHTAG": "#word", "MENTION": "@name", "CAPS": "{WORD}", "ALLCAPS": "{WORD}", "NOCAPS": "word", "CASE": "{Word}",
    "SENTIMENT": "tone:negative in searches and rules", "TEXT": "the words alone", "BODY": "the words alone",
    "AROUND": "NEAR/5", "NEAR": "NEAR/5", "WITHIN": "NEAR/5", "DATE": "a time that is chosen beside the expression",
    "EXACT": '"the words"', "PHRASE": '"the words"',
}  # fmt: skip


INSTEAD_OF_SIGNS = {
    "&": 'AND, or put a name in quotes, as "Procter & Gamble"', "&&": "AND", "|": "OR", "||": "OR", "!": "NOT",
    "+": "AND, or put a name in quotes", **dict.fromkeys("-–—−", "NOT, or - without a space after it"),
}  # fmt: skip
"""What to write instead of a sign that stands alone."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How an operator of nearness is read.

    Attributes:
        written: The same in our spelling, "" where it is ours.
        what: What to tell about that.
    """

    step: Step
    written: str = ""
    what: str = ""


def nearness(sign: str) -> Nearness:
    """NEAR/5, ONEAR/3 and NEAR/2f, and what others write: near5, W/10, PRE/3, SENTENCE, /s."""
    ours = _OURS.fullmatch(sign)
    if ours:
        words = int(ours[2]) if ours[2] else USUAL_DISTANCE
        return Nearness(Step(words=words, ordered=bool(ours[1] or ours[3])))
    name = sign.strip("/").upper().rpartition("/")[2]
    if name in _STRETCHES:
        ordered = sign.upper().startswith("PRE")
        written = f"NEAR/{_STRETCHES[name]}{'f' * ordered}"
        what = f'where sentences and paragraphs end is not known: "{sign}" is read as {written}'
        return Nearness(Step(words=_STRETCHES[name], ordered=ordered), written, what)
    found = _DISTANCE.fullmatch(sign)
    assert found, sign
    words, ordered = int(found[3]), bool((found[1] or "").upper() in _ORDERED or found[2] or found[4])
    written = f"NEAR/{words}{'f' * ordered}"
    capitals = "" if sign == sign.upper() else "; operators are written in capitals"
    what = f'"{sign}" is read as {written}{capitals}'
    return Nearness(Step(words=words, ordered=ordered), written, what)


def boost(written: str) -> str:
    """The weight after a word, phrase or bracket, as ^9; "" where there is none."""
    found = _BOOST.search(written) if "^" in written else None
    return found.group() if found else ""


def slop(written: str) -> int | None:
    """The distance after a phrase or bracket, as ~5."""
    found = _SLOP.search(written)
    return int(found[1]) if found else None


def instead_of_call(name: str) -> str:
    """Why a word that touches a bracket is no operator, and what to write."""
    known = _CALLS.get(name.upper())
    if name.upper() == "AROUND":
        return f"there is no {name}(5) here; write NEAR/5"
    if known:
        return f"there is no {name}(…) here; write {known}"
    return f'there is no operator {name}; to search for the word, put a space before the bracket or write "{name}"'


def instead_of_word(word: str) -> str:
    """Why a word with signs of another language of queries cannot be read, and what to write; "" where it can."""
    plain = word.strip("#@*?").isalnum() and not word.startswith(_OPERATORS)  # as nearly every word is
    return "" if plain else _instead_of_signs(word)


def _instead_of_signs(word: str) -> str:
    bare = re.sub(r"^[+]+", "", word)
    if re.search(r"\w~\d*(?:\.\d+)?$", word):
        return '~ after a word finds no similar spellings; write acme OR akme, or acm*. After quotes it is "a b"~5'
    if "[" in word or "]" in word:
        return "square brackets belong to a range, as in rating:[3 TO 5]; write other spellings out: acma OR acme"
    if re.fullmatch(r"\^\d+(?:\.\d+)?", word):
        return f'"{word}" weighs nothing here: a post matches or does not; leave it out'
    if found := re.search(r"/([NWFL])(\d+)/", word):
        return f"there is no /{found[1]}{found[2]}/ here; nearness is written NEAR/5, and title: is the title alone"
    if re.fullmatch(r"/[^/\s]+/", word):
        return "regular expressions are not read; * stands for any letters and ? for one, as in complain* or customi?e"
    if re.match(r"![\w#@]", word):
        return f"! before a word has no meaning here; write {{{word[1:]}}} for this very spelling, or NOT {word[1:]}"
    if _is_nearness(bare):
        return f"there is no operator {bare}; nearness is written NEAR/5, in this order NEAR/5f"
    if re.fullmatch(r"(?:AND|BUT)-?NOT", bare):
        return f"there is no operator {bare}; write NOT"
    if re.fullmatch(r"(?i:hlp|hl|hd|la|rst|ns|co|by|fds|art|lp|dt|pd|wc)=\S*", word):
        return "fields are written with a colon, as in title:word, author:name, language:en"
    return ""


def _is_nearness(word: str) -> bool:
    """Whether a word looks like an operator of nearness that there is not."""
    if re.fullmatch(r"[A-Z]{1,12}/\d+[a-zA-Z]?", word) and word.partition("/")[0] in _NOT_KNOWN:
        return True
    return bool(re.fullmatch(r"O?NEAR(?:/\S+|\W?\d+\w*)|(?i:o?near)/\d+\w+", word))


_OPERATORS = ("AND", "BUT", "NEAR", "ONEAR")
_NOT_KNOWN = {
    "NEXT",
    "BEFORE",
    "AFTER",
    "FBY",
    "NOTNEAR",
    "NOTW",
    "XNEAR",
    "WITH",
    "SAME",
    "DNEAR",
    "UNEAR",
    "FOLLOWED",
}
