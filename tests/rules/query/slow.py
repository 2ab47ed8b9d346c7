"""The query language straight from its definition, character by character and pair by pair: slow, and sharing nothing
with the matcher but the syntax tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    lead: str = ""
    rest: str = ""
    last: bool = True
    first: bool = True
    before: str = ""

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
    closing = set(closing_hashes(text))
    while at < len(text):
        after_name = bool(found) and last_end == at and found[-1].written[0] in "#@＃＠"
        end = at if at in closing else end_of_token(text, at, wild, after_name)
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
    ends = [0, *(token.end for token in found)]
    starts = [*(token.start for token in found), len(text)]
    return [
        replace(
            token,
            lead=visible(text[ends[at] : token.start]),
            rest=visible(text[token.end : starts[at + 1]]),
            first=at == 0,
            before=found[at - 1].written[-1] if at else "",
            last=at + 1 == len(found),
        )
        for at, token in enumerate(found)
    ]


def visible(text: str) -> str:
    """What stands between tokens, with invisible signs removed and wide ones made narrow."""
    return unicodedata.normalize("NFKC", "".join(sign for sign in text if not invisible(sign)))


def joining(gap: str) -> str:
    """The sign that joins two parts: & anywhere between them, + where it touches both or neither."""
    bare = gap.strip()
    if bare == "&" or (bare and gap == "+" * len(bare)):
        return bare
    return "+" if bare == "+" and gap[0] != "+" and gap[-1] != "+" else ""


def ending(rest: str) -> str:
    """The sign that ends a word."""
    return "#" if rest.startswith("#") else rest[: len(rest) - len(rest.lstrip("+"))]


def signed(piece: Token, token: Token) -> bool:
    """Whether the signs that make a name in the term stand around the token as well."""
    joint = "" if piece.first else joining(piece.lead)
    if joint and (token.first or joining(token.lead) != joint):
        return False
    before = piece.lead[-2:-1] if piece.first or len(piece.lead) > 1 else "x"
    opens = not joint and (before in "/(" or before.isspace()) and piece.written.isalnum()
    if opens and piece.lead[-1:] in {".", "$"} and not opened(piece.lead[-1], token):
        return False
    next_joint = "" if piece.last else joining(piece.rest)
    end = "" if next_joint or (piece.written[0] in "#@＃＠" and piece.rest.startswith("#")) else ending(piece.rest)
    touching = piece.lead[-1:] in {"'", "’"}
    key = loose(piece.written, False)
    alone = len(key) == 1 and key.isalpha() and not piece.unspaced and not touching and not joint and not next_joint
    return not (end or alone) or ending(token.rest) == end


def opened(sign: str, token: Token) -> bool:
    """Whether a $ or a dot before a token opens it."""
    if not token.lead.endswith(sign):
        return False
    if sign == "$":
        return len(token.lead) > 1 or token.first or (not token.before.isalnum() and token.before != "_")
    if token.lead.endswith(".."):
        return False
    inside = len(token.lead) == 1 and not token.first
    word = token.written
    return not inside or word.isupper() or (word != word.lower() and token.before.isupper())


def free(text: str, at: int) -> bool:
    """Whether a # or @ there does not stand inside a word."""
    return not at or not named(text[at - 1]) or unspaced(text[at - 1])


def closing_hashes(text: str) -> Iterable[int]:
    """Each # that only ends a tag of Chinese, as on Weibo: the second, fourth … of an even number of tags in a row."""
    at = 0
    while at < len(text):
        end, hashes = at, []
        while free(text, at) and text[end : end + 1] in {*"#＃"} and named(text[end + 1 : end + 2] or " "):
            hashes.append(end)
            end = run(text, end + 1, named)
        if hashes and text[end : end + 1] in {*"#＃"}:
            hashes.append(end)
        scripts = [unicodedata.name(sign, "")[:3] for sign in text[at:end] if unspaced(sign)]
        first = text[at : hashes[1]] if len(hashes) > 1 else ""
        if len(hashes) % 2 == 0 and any(map(unspaced, first)) and set(scripts) == {"CJK"}:
            for start, stop in zip(hashes[1::2], [*hashes[2::2], end], strict=True):
                if any(map(unspaced, text[start:stop])):
                    yield start
        at = max(end, at + 1)


def end_of_token(text: str, at: int, wild: str, after_name: bool) -> int:
    sign, after = text[at], text[at + 1 : at + 2]
    starts = free(text, at) or (after_name and sign in "#＃")
    if sign in "#@＃＠" and after and named(after) and starts:
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
    if cased:
        return plain
    return unicodedata.normalize("NFKC", plain.casefold()).replace("i\u0307", "i").replace("ı", "i")


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
    if accented and not cased and "\u0370" <= loose(pattern, False)[0] <= "\u03ff":
        accented = not token.isupper() or "\u0301" in unicodedata.normalize("NFD", token)
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
    number = numbers(texts(mention)[field], text)
    found: set[Place] = set()
    for start in range(len(text)):
        inside = [
            {p for p in runs(unit, text, term) if p[0] >= start and number[p[1]] < number[start] + width}
            for unit in units
        ]
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
            fits(piece.written, text[at + step].written, term.cased)
            and (text[at + step].glued or not piece.glued)
            and (term.where == ("url",) or signed(piece, text[at + step]))
            for step, piece in enumerate(wanted)
        )
    }


def ways(node: Near, field: str, mention: Mention) -> list[tuple[Place, ...]]:
    """Every choice of one place an operand in which each is near the one before."""
    text = texts(mention)[field]
    number = numbers(text, tokens(text))
    return [
        way
        for way in product(*(occurrences(part, field, mention) for part in node.parts))
        if all(near(way[at], way[at + 1], step, number) for at, step in enumerate(node.steps))
    ]


def numbers(text: str, cut: Sequence[Token]) -> list[int]:
    """The number of the word that each token belongs to: emoji side by side are one, and so are the parts of a link."""
    links = [found.span() for found in re.finditer(r"https?://\S+", text)]
    kinds = [
        next((str(link) for link in links if link[0] <= token.start < link[1]), "")
        or ("emoji" if emoji(token.written[0]) else "")
        for token in cut
    ]
    starts = [not kind or not at or kinds[at - 1] != kind for at, kind in enumerate(kinds)]
    return [sum(starts[: at + 1]) - 1 for at in range(len(cut))]


def near(one: Place, other: Place, step: Step, number: Sequence[int]) -> bool:
    if one[1] < other[0]:
        return number[other[0]] - number[one[1]] - 1 <= step.words
    return not step.ordered and other[1] < one[0] and number[one[0]] - number[other[1]] - 1 <= step.words


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
