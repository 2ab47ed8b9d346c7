"""Other people's markup as plain text without invisible noise."""

from __future__ import annotations

import html
import re
import unicodedata

from sources.reading.markup import is_markup, is_wrapped, mended, with_words
from sources.reading.nesting import is_too_deep, unformatted

LONGEST = 100_000
LONGEST_TITLE = 1_000
LONGEST_MARKUP = 1_000_000
BREAK = "\x1e"
UNSEEN = "script, style, noscript, template, iframe, object, svg, math, head, title"
BLOCKS = (
    "address, article, aside, blockquote, dd, details, div, dl, dt, fieldset, figcaption, figure, footer, form, "
    "h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, summary, table, tr, ul"
)
CODE = re.compile(r"<(?:code|pre|kbd|samp)\b", re.IGNORECASE)
MARKUP = re.compile(r"<[a-zA-Z/!?][^<>]*>|&#?\w{1,31};")
# Scripts in which a joiner changes what is read: Arabic and its kin, Indic, Sinhala, Myanmar, Khmer, Mongolian.
JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
EMOJI = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0080-\U000e00ff]"
    f"|(?<![{JOINING}])\u200c|(?<![{JOINING}{EMOJI}])\u200d"
)
# Tag characters spell the flags of England, Scotland and Wales; anywhere else they only hide text.
TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]+")
# What Windows writes at 0x80-0x9F arrives as control characters wherever it was declared as Latin-1.
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
SPACES = re.compile(r"[^\S\n\r\u2028\u2029]+")
LINES = re.compile(r" ?[\n\r\u2028\u2029]\s*")


def clean(text: str, limit: int = LONGEST) -> str:
    """Plain text in NFC, without control and invisible characters, with single spaces and line breaks; at most
    `limit` code points."""
    text = text[: limit * 4]
    if text.isascii() and text.isprintable():  # nothing to be taken out: most names, and most posts in English
        return (SPACES.sub(" ", text) if "  " in text else text).strip()[:limit].rstrip()
    text = text.translate(WINDOWS)
    text = TAGS.sub(r"\1", INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    return LINES.sub("\n", SPACES.sub(" ", text)).strip()[:limit].rstrip()


def line(text: str, limit: int = LONGEST_TITLE) -> str:
    """Clean text on one line: titles, names, identifiers."""
    return clean(" ".join(text[: limit * 4].split()), limit)


def from_html(markup: str, limit: int = LONGEST) -> str:
    """The words of a piece of HTML as a reader sees them; block elements and `<br>` become line breaks."""
    markup = markup[:LONGEST_MARKUP].replace(BREAK, "").replace("\x00", "")
    if not MARKUP.search(markup):
        return clean(markup, limit)
    markup = with_words(markup)
    if is_too_deep(markup):
        return clean(html.unescape(re.sub(r"<[^<>]*>", " ", markup)), limit)
    words = clean(_words(markup), limit)
    return words if CODE.search(markup) else mended(words)


def _words(markup: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(f"<body>{unformatted(markup)}")
    if tree.body is None:
        return ""
    for node in tree.css(UNSEEN):
        node.decompose()
    for node in tree.css("br"):
        node.replace_with(BREAK)
    for node in tree.css(BLOCKS):
        node.insert_before(BREAK)
        node.insert_after(BREAK)
    for node in tree.css("td, th"):
        node.insert_after(" ")
    words = tree.body.text(separator="") if tree.body else ""
    return re.sub(r"\s+", " ", words.replace(BREAK, "\x00")).replace("\x00", "\n")


def plain(text: str) -> str:
    """Text that is declared to be plain: angle brackets are part of it, unless it is HTML from end to end."""
    return from_html(text) if is_wrapped(text) else mended(clean(text))


def title(text: str) -> str:
    """A title of which nothing says whether it is text, HTML, or HTML inside HTML."""
    if is_markup(text):
        return line(from_html(text, LONGEST_TITLE))
    return mended(line(html.unescape(text) if "&" in text else text))
