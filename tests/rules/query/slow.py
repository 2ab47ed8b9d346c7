"""The query language straight from its definition, character by character and pair by pair: slow, and sharing nothing
with the matcher but the syntax tree."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Step, Term
from storage.records import Mention, Span

UNSPACED = (
    "CJK UNIFIED",
    "CJK COMPAT",
    "HIRAGANA",
    "KATAKANA",
    "HALFWIDTH KATAKANA",
    "IDEOGRAPHIC",
    "HANGUL",
    "THAI",
    "LAO",
    "MYANMAR",
    "KHMER",
)
OTHER_LETTERS = dict(zip("øłđðħıØŁĐÐĦ", "olddhiOLDDH", strict=True)) | {
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "Æ": "AE",
    "Œ": "OE",
    "ẞ": "SS",
}
ARABIC_VARIANTS = {"\u06a9": "\u0643", "\u06cc": "\u064a", "\u0649": "\u064a", "\u0640": ""}
Place = tuple[int, int]


@dataclass(frozen=True)
class Token:
    """One token: the text it covers, where, and whether it continues the one before without a gap."""

    written: str
    start: int
    glued: bool
    unspaced: bool

    @property
    def end(self) -> int:
        return self.start + len(self.written)


def invisible(sign: str) -> bool:
    code = ord(sign)
    return (
        code in (0xAD, 0x34F, 0x61C, 0xFEFF)
        or 0x180B <= code <= 0x180F
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE0FFF
    )


def emoji(sign: str) -> bool:
    code = ord(sign)
    return (
        0x231A <= code <= 0x23FF
        or 0x2600 <= code <= 0x27BF
        or 0x2B00 <= code <= 0x2BFF
        or code in (0x3297, 0x3299)
        or 0x1F000 <= code <= 0x1FAFF
    )


def tone(sign: str) -> bool:
    return 0x1F3FB <= ord(sign) <= 0x1F3FF


def mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M") and not invisible(sign)


def named(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def unspaced(sign: str) -> bool:
    return sign.isalnum() and unicodedata.name(sign, "").startswith(UNSPACED)


def letter(sign: str, wild: str) -> bool:
    return sign in wild if sign in "*?" else sign.isalnum() and not unspaced(sign) and not emoji(sign)


def tokens(text: str, wild: str = "") -> list[Token]:
    found: list[Token] = []
    at = 0
    last_end = -1
    while at < len(text):
        end = end_of_token(text, at, wild)
        if end == at:
            at += 1
            continue
        written = text[at:end]
        pictured = emoji(text[at])
        while not pictured and invisible(written[-1]):
            written = written[:-1]
        here = unspaced(text[at])
        glued = here and bool(found) and found[-1].unspaced and last_end == at
        found.append(Token(written, at, glued, here))
        at = last_end = end
    return found


def end_of_token(text: str, at: int, wild: str) -> int:
    sign, after = text[at], text[at + 1 : at + 2]
    if sign in "#@＃＠" and after and named(after) and not (at and named(text[at - 1])):
        narrow = sign in "@＠" and not unspaced(after) and not emoji(after)
        return run(text, at + 1, lambda s: s in wild or (named(s) and not (narrow and (unspaced(s) or emoji(s)))))
    if emoji(sign):
        return end_of_emoji(text, at)
    if unspaced(sign):
        return run(text, at + 1, lambda s: s in "\uff9e\uff9f")
    return run(text, at, lambda s: letter(s, wild)) if letter(sign, wild) else at


def run(text: str, at: int, belongs) -> int:
    while at < len(text) and (belongs(text[at]) or mark(text[at]) or invisible(text[at])):
        at += 1
    return at


def end_of_emoji(text: str, at: int) -> int:
    regional = [0x1F1E6 <= ord(sign) <= 0x1F1FF for sign in text[at : at + 2]]
    if regional == [True, True]:
        return at + 2
    at += 1
    while True:
        while at < len(text) and (text[at] in "\ufe0e\ufe0f" or tone(text[at])):
            at += 1
        if at + 1 < len(text) and text[at] == "\u200d" and emoji(text[at + 1]):
            at += 2
            continue
        while at < len(text) and 0xE0020 <= ord(text[at]) <= 0xE007F:
            at += 1
        return at


def exact(word: str, cased: bool) -> str:
    if emoji(word[0]):
        return word.replace("\ufe0e", "").replace("\ufe0f", "")
    plain = unicodedata.normalize("NFKC", "".join(sign for sign in word if not invisible(sign)))
    plain = "".join(ARABIC_VARIANTS.get(sign, sign) for sign in plain if not sign.isspace())
    return plain if cased else unicodedata.normalize("NFKC", plain.casefold())


def loose(word: str, cased: bool) -> str:
    plain = exact(word, cased)
    if word and emoji(word[0]):
        return plain[0] + "".join(sign for sign in plain[1:] if not tone(sign))
    kept = ""
    for sign in unicodedata.normalize("NFD", plain):
        if not accent(sign, kept[-1:], plain):
            kept += OTHER_LETTERS.get(sign, sign)
    return unicodedata.normalize("NFC", kept)


def accent(sign: str, base: str, word: str) -> bool:
    name = unicodedata.name(sign, "")
    if mark(sign) and "CYRILLIC" in unicodedata.name(base or " ", ""):
        return sign in "\u0300\u0301" or (sign == "\u0308" and base in "еЕ")
    if "KATAKANA" in name or "CYRILLIC" in name:
        return False
    return mark(sign) and name.startswith(("COMBINING", "ARABIC", "HEBREW"))


def fits(pattern: str, token: str, cased: bool) -> bool:
    accented = loose(pattern, cased) != exact(pattern, cased)
    form = exact if accented else loose
    return glob(form(pattern, cased), form(token, cased))


def glob(pattern: str, word: str) -> bool:
    ways = {0}
    for sign in pattern:
        if sign == "*":
            ways = set(range(min(ways), len(word) + 1)) if ways else ways
        else:
            ways = {at + 1 for at in ways if at < len(word) and sign in ("?", word[at])}
    return len(word) in ways


def pieces(term: Term) -> list[Token]:
    text = term.text
    if term.quoted or term.cased:
        kept = ""
        for at, sign in enumerate(text):
            rest = text[at:].lstrip("?")
            inside = rest[:1] and (named(rest[0]) or rest[0] == "*")
            kept += " " if sign == "?" and not inside else sign
        text = kept
    found = tokens(text, "*?")
    if len(found) > 1 and found[-2].unspaced and not found[-1].written.strip("*?"):
        found.pop()
    return found


def stands(term: Term, field: str, mention: Mention) -> set[Place]:
    if field not in term.where:
        return set()
    text = tokens(texts(mention)[field])
    wanted = pieces(term)
    if term.slop is None:
        return runs(wanted, text, term)
    units: list[list[Token]] = []
    for piece in wanted:
        if piece.glued:
            units[-1].append(piece)
        else:
            units.append([piece])
    width = len(wanted) + term.slop
    found: set[Place] = set()
    for start in range(len(text)):
        inside = [{p for p in runs(unit, text, term) if p[0] >= start and p[1] < start + width} for unit in units]
        senses = [tuple((spelling(piece.written, term.cased), piece.glued) for piece in unit) for unit in units]
        if all(len(here) >= senses.count(sense) for here, sense in zip(inside, senses, strict=True)):
            found.update(*inside)
    return found


def spelling(pattern: str, cased: bool) -> tuple[str, str]:
    return loose(pattern, cased), exact(pattern, cased)


def runs(wanted: Sequence[Token], text: Sequence[Token], term: Term) -> set[Place]:
    return {
        (at, at + len(wanted) - 1)
        for at in range(len(text) - len(wanted) + 1)
        if all(
            fits(piece.written, text[at + step].written, term.cased) and (text[at + step].glued or not piece.glued)
            for step, piece in enumerate(wanted)
        )
    }


def ways(node: Near, field: str, mention: Mention) -> list[tuple[Place, ...]]:
    """Every choice of one place an operand in which each is near the one before."""
    return [
        way
        for way in product(*(occurrences(part, field, mention) for part in node.parts))
        if all(near(way[at], way[at + 1], step) for at, step in enumerate(node.steps))
    ]


def near(one: Place, other: Place, step: Step) -> bool:
    if one[1] < other[0]:
        return other[0] - one[1] - 1 <= step.words
    return not step.ordered and other[1] < one[0] and one[0] - other[1] - 1 <= step.words


def occurrences(node: Node, field: str, mention: Mention) -> set[Place]:
    match node:
        case Term():
            return stands(node, field, mention)
        case Or(parts=parts):
            return {place for part in parts for place in occurrences(part, field, mention)}
        case Near():
            return {place for way in ways(node, field, mention) for place in way}
    raise TypeError(node)


def marked(node: Node, field: str, mention: Mention, places: set[Place]) -> set[Place]:
    """Those of the places that are the node's, with the words that they need beside them."""
    own = occurrences(node, field, mention)
    if not own & places:
        return set()
    match node:
        case Or(parts=parts):
            return {place for part in parts for place in marked(part, field, mention, places)}
        case Near(parts=parts):
            found = ways(node, field, mention)
            return {
                p for at, part in enumerate(parts) for p in marked(part, field, mention, {way[at] for way in found})
            }
        case Term(slop=None):
            return own & places
    return own


def texts(mention: Mention) -> dict[str, str]:
    return {"title": mention.title, "text": mention.text, "url": mention.url or ""}


def holds(node: Node, mention: Mention) -> bool:
    match node:
        case Term() | Near():
            return any(occurrences(node, field, mention) for field in texts(mention))
        case And(parts=parts):
            return all(holds(part, mention) for part in parts)
        case Or(parts=parts):
            return any(holds(part, mention) for part in parts)
        case Not(part=part):
            return not holds(part, mention)
        case Fact(field="language", values=values):
            return mention.language in values
        case Between(field="rating", low=low, high=high) if mention.rating:
            value = mention.rating.value
            return (low is None or low <= value) and (high is None or value <= high)
        case Between(field="rating"):
            return False
    raise TypeError(node)


def spans(node: Node, mention: Mention) -> Iterable[Span]:
    match node:
        case Term() | Near():
            for field, text in texts(mention).items():
                cut = tokens(text)
                for first, last in marked(node, field, mention, occurrences(node, field, mention)):
                    yield field, cut[first].start, cut[last].end
        case And(parts=parts):
            for part in parts:
                yield from spans(part, mention)
        case Or(parts=parts):
            for part in parts:
                if holds(part, mention):
                    yield from spans(part, mention)


def verdict(node: Node, mention: Mention) -> list[Span] | None:
    """Spans as a match shows them, overlapping ones joined; None where the mention does not satisfy the node."""
    if not holds(node, mention):
        return None
    covered: list[Span] = []
    for field in ("title", "text", "url"):
        mine = sorted({span for span in spans(node, mention) if span[0] == field})
        for _, start, end in mine:
            if covered and covered[-1][0] == field and start < covered[-1][2]:
                covered[-1] = (field, covered[-1][1], max(end, covered[-1][2]))
            else:
                covered.append((field, start, end))
    return covered
