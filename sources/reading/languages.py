"""Language names and codes of every sort as ISO 639-1."""

from __future__ import annotations

import re

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


def normalise(name: str | None) -> str | None:
    """`en-US`, `EN_us`, `eng`, `English` -> `en`; None for what is not a known language."""
    words = re.split(r"[-_ ,;(.]", (name or "").strip().lower(), maxsplit=1)
    return CODES.get(words[0])
