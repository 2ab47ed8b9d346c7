"""Language names and codes of every sort as ISO 639-1."""

from __future__ import annotations

import re
from functools import lru_cache

# ISO 639-1: ISO 639-2/T, ISO 639-2/B where it differs, English name.
TABLE = """
af afr afrikaans|am amh amharic|ar ara arabic|az aze azerbaijani|be bel belarusian|bg bul bulgarian|bn ben bengali
bs bos bosnian|ca cat catalan|cs ces cze czech|cy cym wel welsh|da dan danish|de deu ger german|el ell gre greek
en eng english|eo epo esperanto|es spa spanish|et est estonian|eu eus baq basque|fa fas per persian|fi fin finnish
fil tagalog filipino|fr fra fre french|ga gle irish|gl glg galician|gu guj gujarati|he heb hebrew|hi hin hindi
hr hrv croatian|hu hun hungarian|hy hye arm armenian|id ind indonesian|is isl ice icelandic|it ita italian
ja jpn japanese|ka kat geo georgian|kk kaz kazakh|km khm khmer|kn kan kannada|ko kor korean|ku kur kurdish
la lat latin|lo lao laotian|lt lit lithuanian|lv lav latvian|mk mkd mac macedonian|ml mal malayalam|mn mon mongolian
mr mar marathi|ms msa may malay|mt mlt maltese|my mya bur burmese|nb nob|ne nep nepali|nl nld dut dutch flemish
nn nno|no nor norwegian|pa pan punjabi|pl pol polish|ps pus pashto|pt por portuguese|ro ron rum romanian moldovan
ru rus russian|si sin sinhala|sk slk slo slovak|sl slv slovenian|so som somali|sq sqi alb albanian|sr srp serbian
sv swe swedish|sw swa swahili|ta tam tamil|te tel telugu|th tha thai|tl tgl|tr tur turkish|uk ukr ukrainian
ur urd urdu|uz uzb uzbek|vi vie vietnamese|yi yid yiddish|zh zho chi chinese|zu zul zulu
"""
OLD = {"iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "gr": "el", "dk": "da", "se": "sv", "ua": "uk"}
CODES = {word: row.split()[0] for row in re.split(r"[|\n]", TABLE.strip()) for word in row.split()} | OLD
UNSAID = frozenset(
    (
        "unknown",
        "undefined",
        "undetermined",
        "other",
        "none",
        "n/a",
        "na",
        "null",
        "und",
        "mis",
        "mul",
        "zxx",
        "xx",
        "qme",
    )
)
"""What programs write where they do not know."""


def normalise(name: str | None) -> str | None:
    """`en-US`, `EN_us`, `eng`, `English` -> `en`; None for what is not a known language."""
    word = re.split(r"[-_ ,;(.]", (name or "").strip().lower(), maxsplit=1)[0]
    return CODES.get(word) or (_of_iso(word) if re.fullmatch(r"[a-z]{2,3}", word) else None)


def language(written: str) -> str | None:
    """The same of a language that is asked for, with its region: `pt_BR` -> `pt-br`."""
    region = written.strip().lower().replace("_", "-").partition("-")[2]
    known = normalise(written)
    return f"{known}-{region}" if known and region else known


@lru_cache(maxsize=256)
def _of_iso(code: str) -> str | None:
    """Of a code of ISO 639 that the table does not have: few posts are in these."""
    from pycountry import languages  # reads its tables, which takes longer than most commands

    found = languages.get(alpha_2=code) if len(code) == 2 else languages.get(alpha_3=code)
    return getattr(found, "alpha_2", None)
