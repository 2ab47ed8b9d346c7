"""Words and their forms straight from their definition, sign by sign: slow, and sharing nothing with the matcher."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

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
    text = without_places(text)
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


def without_places(text: str) -> str:
    """A # that stands in a link, before what could be a tag, separates."""
    return "".join(
        "/" if sign == "#" and named(text[at + 1 : at + 2] or " ") and in_link(text, at) else sign
        for at, sign in enumerate(text)
    )


def in_link(text: str, at: int) -> bool:
    """Whether only signs that can stand in a link are between its begin and here."""
    begins = (text.rfind(scheme, 0, at) for scheme in ("http://", "https://"))
    return any(
        begin >= 0
        and not any(unspaced(sign) or sign.isspace() or sign in '()<>"{}|\\^`' for sign in text[begin:at])
        and not any("\u3000" <= sign <= "\u303f" or "\uff00" <= sign <= "\uffef" for sign in text[begin:at])
        for begin in begins
    )


def visible(text: str) -> str:
    """What stands between tokens, with invisible signs removed and wide ones made narrow."""
    return unicodedata.normalize("NFKC", "".join(sign for sign in text if not invisible(sign)))


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
