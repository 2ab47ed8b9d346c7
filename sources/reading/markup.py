"""What is markup, what only looks like it, and what was escaped once too often."""

from __future__ import annotations

import html
import re

# The elements of HTML, obsolete ones too: anything else between angle brackets may be a word that somebody wrote.
ELEMENTS = frozenset(
    """
a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image
img input ins isindex kbd label legend li link listing main map mark marquee math menu menuitem meta meter nav nobr
noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb rbc rp rt
rtc ruby s samp script search section select slot small source spacer span strike strong style sub summary sup svg
table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
""".split()  # noqa: SIM905
)
INLINE = "a|b|br|em|font|i|img|mark|p|q|s|small|span|strong|sub|sup|u|wbr"
ATTRIBUTE = r"""[\w:@.-]+\s*=[^<>]*"""
# An element that somebody meant: closed again, with an attribute, or empty by nature.
MEANT = re.compile(
    rf"<(?:br|hr|wbr)\s*/?>|<(?:{INLINE})\s+{ATTRIBUTE}>|<({INLINE})>(?:(?!<\1>).){{0,1000}}?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
WRAPPED = re.compile(
    r"\s*<([a-z][a-z0-9]{0,10})[\s/>].*(?:</([a-z][a-z0-9]{0,10})\s*>|/>)\s*", re.IGNORECASE | re.DOTALL
)
ANGLED = re.compile(r"<(/?)([a-z][^\s<>/]{0,100})([^<>]{0,1000})>", re.IGNORECASE)
LETTER = frozenset("abipqsu")

REFERENCE = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# Where nobody writes a reference by hand: inside a word, between two names, for a quotation mark.
CERTAIN = re.compile(
    r"(?<=\w)&(?:#?\w{2,31});(?=\w)|(?<=\w )&amp;(?= [A-Z0-9])"
    r"|&[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash);"
    r"|&(?:#0?39|#82\d\d|quot|apos|nbsp|[lr][sd]quo|hellip|[nm]dash);"
)
TWICE = re.compile(r"&amp;#?\w{2,31};")
# Whoever writes about markup means what stands there.
ABOUT_MARKUP = re.compile(r"html|xml|entit|escap|encod|markup|[<>]|&[lg]t;", re.IGNORECASE)


def is_markup(text: str) -> bool:
    """Whether a short text holds elements that somebody meant as such."""
    return MEANT.search(text) is not None


def is_wrapped(text: str) -> bool:
    """Whether a text is HTML from its first character to its last, whatever it is declared to be."""
    found = WRAPPED.fullmatch(text)
    return bool(found and found[1].lower() in ELEMENTS and (found[2] or "br").lower() in ELEMENTS)


def with_words(markup: str) -> str:
    """The same HTML, but with what stands in angle brackets and is no element as text: `<acme>`, `<a@b.example>`."""
    tags = [(slash, name.lower(), rest) for slash, name, rest in ANGLED.findall(markup)]
    meant = {name for slash, name, rest in tags if "=" in rest or (slash and "-" in name)}
    return ANGLED.sub(lambda found: f"&lt;{found[0][1:]}" if _is_word(found, meant) else found[0], markup)


def _is_word(found: re.Match[str], meant: set[str]) -> bool:
    """Whether a tag is none.

    Args:
        meant: Names of what is an element elsewhere in the text: it has attributes there, or an end.
    """
    name, rest = found[2].lower(), found[3].strip(" /")
    if "@" in name or (name.endswith(":") and found[3].startswith("//")):
        return True  # a mail address, or that of a page
    if name in ELEMENTS:
        return name in LETTER and bool(rest) and "=" not in rest  # a<b and c>d
    return name not in meant and ":" not in name


def mended(text: str) -> str:
    """Plain text without one or two escapings too many (`AT&amp;T`), where it is certain that nobody wrote it so.

    It is certain where every ampersand begins a reference, one of them stands where people write none or is escaped
    again, and the text does not speak of markup.
    """
    if "&" not in text or ABOUT_MARKUP.search(text) or not (CERTAIN.search(text) or TWICE.search(text)):
        return text
    if len(REFERENCE.findall(text)) != text.count("&"):
        return text
    once = html.unescape(text)
    return html.unescape(once) if TWICE.search(text) else once
