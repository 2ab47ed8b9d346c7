"""How often letters stand in the languages of the world: what tells a text decoded rightly from one decoded wrongly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import log

# Language -> its name in charset-normalizer's lists of letters by frequency ("" where it has none), and all letters
# beyond a to z that its texts use, loans included.
LETTERS: Mapping[str, tuple[str, str]] = {
    "en": ("English", "éèêëïöüñçàáíóúâôî"),
    "de": ("German", "üäößéèàêç"),
    "fr": ("French", "éèàêçâîôûùëïœæüÿ"),
    "nl": ("Dutch", "ëéèïöüáóíêçàä"),
    "it": ("Italian", "èàòùìéîóúíá"),
    "es": ("Spanish", "óíáéñúüçàè"),
    "pt": ("Portuguese", "ãçéáíóêâõúàôüè"),
    "ca": ("", "àéòèíóçúïü"),
    "sv": ("Swedish", "äåöéüèàáæø"),
    "da": ("Danish", "åøæéüöäèàó"),
    "no": ("Norwegian", "åøæéòóôüöäèê"),
    "fi": ("Finnish", "äöåéüšž"),
    "is": ("", "áðíöþúóéæý"),
    "et": ("Estonian", "äõüöšžé"),
    "pl": ("Polish", "łąężóśćńźöü"),
    "cs": ("Czech", "íáěéýřžčšůúťďňóöüĺľ"),
    "sk": ("Slovak", "áíéýčžšľúťôňďäóĺŕěř"),
    "hu": ("Hungarian", "áéóöőíüúűä"),
    "ro": ("Romanian", "ăîâșțşţéö"),
    "hr": ("Croatian", "čšžćđéöüä"),
    "sl": ("Slovene", "čšžćđéöüä"),
    "sq": ("", "ëçéâ"),
    "tr": ("Turkish", "ıüşğçöâîûéİ"),
    "vi": ("", "\u0323\u0301\u0300\u0309đư\u0303ôàáâêơăíóéèãòúùýõì"),
    "lt": ("Lithuanian", "ėšųžūčįąęéö"),
    "lv": ("", "āīēšņļūžģķčŗōéö"),
    "ru": ("Russian", "абвгдежзийклмнопрстуфхцчшщъыьэюяё"),
    "uk": ("Ukrainian", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "bg": ("Bulgarian", "абвгдежзийклмнопрстуфхцчшщъьюяѝ"),
    "sr": ("Serbian", "абвгдђежзијклљмнњопрстћуфхцчџш"),
    "mk": ("Serbian", "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ"),
    "be": ("", "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    "el": ("Greek", "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ"),
    "he": ("Hebrew", "אבגדהוזחטיכךלמםנןסעפףצץקרשת"),
    "ar": ("Arabic", "اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويىةءؤئًٌٍَُِّْـ،؟؛"),
    "fa": ("Farsi", "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءؤأ\u200c،؟؛"),
    "th": ("Thai", "".join(map(chr, (*range(0xE01, 0xE3B), *range(0xE40, 0xE4F))))),
}
COMMON, SELDOM, RARE, NEVER = log(0.01), log(4e-3), log(2e-3), log(1e-7)
USUAL = "’–—“”…"
SIGNS = "«»‚‘„‹›\u00a0€£§°©®™•·¿¡²³½¼×ºª´¢±"
ELIDING = ("en", "fr", "it", "ca", "nl", "sq")
"""Languages with an apostrophe in every other sentence."""
IDEOGRAPHIC = "、。，！？「」『』（）：；・～《》“”‘’…—－　％【】"
# Beyond those that charset-normalizer lists.
TRADITIONAL = (
    "這個們來為國說時會對過發後裡種經麼學現當沒動進還開從實點問樣間長頭無關員機電話買質貨壞業給讓東車愛應該萬與"
)
SYLLABLES = (
    "어요아나들그자해것수있없게보만안정주니면전제부여습까라데모상구장원용중오성생무비세실물화방관소분공말좋못품문우너많더때"
    "거려른르와과네개저예경도계학국입회당조유신연선재였었했됩했배송"
)


@cache
def weights(language: str) -> Callable[[str], float]:
    """Natural logarithm of how often a character beyond ASCII, in lower case, stands in a language's texts."""
    return {"ja": _japanese, "zh": _chinese, "ko": _korean}.get(language) or _alphabet(language)


def _alphabet(language: str) -> Callable[[str], float]:
    name, more = LETTERS[language]
    ranked = _ranked(name)
    order = {letter: place for place, letter in enumerate(ranked or more, 0 if ranked else 20)}
    seldom = RARE if more[0] < "\u0370" else SELDOM  # a letter of its alphabet, or one of loans
    found = {letter: log(0.3 / (3 + order[letter])) if letter in order else seldom for letter in more}
    known = dict.fromkeys(SIGNS, SELDOM) | dict.fromkeys(USUAL, COMMON) | found
    known["’"] = log(0.1) if language in ELIDING else RARE
    return lambda letter: known.get(letter, NEVER)


@cache
def _ranked(name: str) -> list[str]:
    from charset_normalizer.constant import FREQUENCIES

    return list(FREQUENCIES.get(name, []))


@cache
def _japanese(letter: str) -> float:
    if "\u3041" <= letter <= "\u309f":
        return log(0.5 / 80)
    if "\u30a0" <= letter <= "\u30ff":
        return log(0.2 / 90)
    if "\uff61" <= letter <= "\uff9f":  # of half the width: one byte each, as other encodings have their letters
        return log(1e-4)
    return COMMON if letter in IDEOGRAPHIC else _level(letter, "euc_jp", 0xB0, 0xCF, log(0.3 / 2965))


@cache
def _chinese(letter: str) -> float:
    if letter in IDEOGRAPHIC:
        return COMMON
    if letter in _ranked("Chinese") or letter in TRADITIONAL:
        return log(0.4 / 100)
    simple = _level(letter, "gb2312", 0xB0, 0xD7, log(0.5 / 3755))
    return max(simple, _level(letter, "big5", 0xA4, 0xC6, log(0.5 / 5401)))


@cache
def _korean(letter: str) -> float:
    if letter in IDEOGRAPHIC:
        return COMMON
    if letter in _ranked("Korean") or letter in SYLLABLES:
        return log(0.7 / 110)
    return log(0.3 / 2240) if "\uac00" <= letter <= "\ud7a3" else NEVER


def _level(letter: str, encoding: str, first: int, last: int, often: float) -> float:
    """`often` for the characters that a national standard has in its first level, those of everyday."""
    try:
        return often if first <= letter.encode(encoding)[0] <= last else NEVER
    except UnicodeEncodeError:
        return NEVER
