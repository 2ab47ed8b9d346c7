"""Bytes of a table as text: by what they say of their encoding, else by what can be read in them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from unicodedata import normalize

from sources.tables.encodings import Verdict, decodes, detected
from sources.tables.problems import UnreadableError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Japanese and Korean mail and old programs switch by escape sequences; every byte is ASCII.
ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_ext"))
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
BEYOND = re.compile(rb"[\x80-\xff]")
WIDE = 1 / 32
"""Where so many bytes are zero, characters have several bytes each."""
LAST_PLANE = 16
MOSTLY = 0.8
VIETNAMESE = "cp1258"
BROKEN = re.compile(r"[\udc80-\udcff]")
"""Stands in a decoded text for a byte that is not valid in a file that else is UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, whose lines end with \\n, and the encoding that it was written in."""

    text: str
    encoding: str


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    """By byte-order mark; else UTF-16 by its zeros; else UTF-8 if it is valid, or nearly; else as its letters say.

    The end of the bytes may be cut off inside of a character.

    Args:
        encoding: Of a file whose encoding is known: nothing is guessed.

    Raises:
        UnreadableError: The bytes are not valid in that encoding, or it is not certain which one they are in.
    """
    found = _named(data, encoding) if encoding else _found(data)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    # Of a vowel and its tone, which are two characters there, everybody else makes one.
    return Decoded(text=normalize("NFC", text) if found.encoding == VIETNAMESE else text, encoding=found.encoding)


def known(encoding: str) -> str | None:
    """The name of an encoding of texts in lower case, or None where Python knows none of this name."""
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)  # not those from bytes to bytes
    except (LookupError, ValueError, TypeError):
        return None
    return found.name


def _named(data: bytes, encoding: str) -> Decoded:
    for mark, name in MARKS:
        if name.startswith(encoding.lower().replace("_", "-").removesuffix("-sig")) and data.startswith(mark):
            return _wide(data[len(mark) :], name)
    text = decodes(data, encoding)
    if text is None:
        raise UnreadableError(f"it is not written in {encoding}: some of its bytes mean nothing there")
    return Decoded(text=text, encoding=encoding)


def _found(data: bytes) -> Decoded:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _utf8(data[len(mark) :]) if encoding == "utf-8" else _wide(data[len(mark) :], encoding)
    wide = _unmarked(data[:100_000])
    if wide and (text := decodes(data, wide)) is not None:
        return Decoded(text=text, encoding=wide)
    for escape, encoding in ESCAPES:
        if escape in data and (text := decodes(data, encoding)) is not None:
            return Decoded(text=text, encoding=encoding)
    return _utf8(data) if _is_utf8(data) else _judged(data, detected(data))


def _wide(data: bytes, encoding: str) -> Decoded:
    """Halves of characters, which programs leave where they cut a text, stay and are left out later."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        return Decoded(text=decoder.decode(data), encoding=encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it says that it is {encoding}, and is not ({error.reason})") from error


def _unmarked(start: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: ASCII in it has its zeros always on the same side."""
    zeros = start.count(0)
    if zeros < max(2, len(start) * WIDE):
        return None
    for encoding, top, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if not start[top::4].strip(b"\x00") and max(start[plane::4], default=0) <= LAST_PLANE:
            return encoding
    even = start[::2].count(0)
    if even * 10 <= zeros:
        return "utf-16-le"
    return "utf-16-be" if even * 10 >= zeros * 9 else None


def _is_utf8(data: bytes) -> bool:
    """Whether it is, or whether only some bytes in it are not, as where rows of several programs were put together."""
    if decodes(data, "utf-8") is not None:
        return True
    characters = MULTIBYTE.findall(data)
    return len(characters) > 2 and sum(map(len, characters)) >= MOSTLY * len(BEYOND.findall(data))


def _utf8(data: bytes) -> Decoded:
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(data)
    return Decoded(text=text, encoding="utf-8")


def _judged(data: bytes, verdict: Verdict) -> Decoded:
    if verdict.encoding is None:
        which = " or ".join(verdict.likely) or "none that is known here"
        example = verdict.likely[0] if verdict.likely else "cp1252"
        raise UnreadableError(
            f"its encoding is not certain (it may be {which}), and a wrong one would make garbage of its texts; name "
            f'it as {example} (of a source: encoding = "{example}"), or save the file as UTF-8'
        )
    text = decodes(data, verdict.encoding)
    if text is None:
        raise UnreadableError(
            f"it seems to be {verdict.encoding}, but some of its bytes mean nothing there; name its encoding "
            "(of a source: encoding), or save it as UTF-8"
        )
    return Decoded(text=text, encoding=verdict.encoding)
