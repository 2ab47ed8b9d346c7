"""Case, accents, touching hashtags and distances, as people of many languages write them."""

from __future__ import annotations

import pytest

from tests.worlds.posts import a_mention, match

FOUND = [
    ('"İş Bankası"', "İŞ BANKASI"),
    ('"İş Bankası"', "iş bankası"),
    ('"İş Bankası"', "i\u0307ş Bankası"),
    ("Kadıköy", "KADIKÖY"),
    ("KADIKÖY", "kadıköy"),
    ("ışık", "IŞIK"),
    ("istanbul", "İSTANBUL"),
    ("İSTANBUL", "istanbul"),
    ("{İstanbul}", "İstanbul"),
    ("Diyarbakır*", "DİYARBAKIR'DA diyarbakırlı"),
    ("Αθήνα", "ΑΘΗΝΑ"),
    ("αθήν*", "ΑΘΗΝΑΣ"),
    ("Μάιος", "ΜΑΪΟΣ"),
    ('"Εθνική Τράπεζα"', "ΕΘΝΙΚΗ ΤΡΑΠΕΖΑ"),
    ("ΑΘΗΝΑ", "Αθήνα"),
    ("οδός", "ΟΔΟΣ"),
    ("οδοσ", "οδός"),
    ("straße", "STRASSE"),
    ("STRAẞE", "Straße"),
    ("Müller", "MÜLLER"),
    ("Español", "ESPAÑOL"),
    ("Phở", "PHỞ"),
    ("đường", "ĐƯỜNG"),
    ("Île", "ÎLE"),
    ("Ёлка", "ЁЛКА"),
    ("#acme", "#verano#acme"),
    ("#verano", "#verano#acme"),
    ("#acme", "#Καλοκαίρι#ACME"),
    ("#acme", "@joe#acme"),
    ("#acme", "#夏天#acme"),
    ("#acme", "今日は#acme"),
    ("@acme", "感谢@acme"),
    ("#台灣", "今天#台灣#很好"),
    ("很好", "今天#台灣#很好"),
    ("iPhone", "#苹果#iPhone真好"),
    ("#東京", "#東京#カフェ"),
    ("#カフェ", "#東京#カフェ"),
    ("#大阪", "#東京#大阪#京都"),
    ("#京都", "#東京#大阪#京都"),
    ("#맛집", "#서울#맛집"),
    ("#台灣#", "今天#台灣#很好"),
    ("＃台灣", "今天＃台灣＃很好"),
    ("#อร่อย", "#กาแฟ#อร่อย"),
    ("acme NEAR/1 kettle", "acme 😀😀😀 😀 kettle"),
    ("acme NEAR/1 kettle", "acme https://shop.example/a/b?c=d&e=f#g kettle"),
    ("acme NEAR/1 kettle", "acme pic.example.com/AbC123 kettle"),
    ("acme NEAR/1 kettle", "acme www.example.com/x-y-z kettle"),
    ("acme NEAR/1f kettle", "acme 🔥🔥 kettle"),
    ("acme NEAR/0 example", "see acme https://example.com"),
    ('"acme kettle"~1', "kettle 🔥🔥🔥 acme"),
    ('"acme kettle"~1', "kettle https://t.co/x/y acme"),
    ("acme", "example.com/#acme"),
    ("acme", "https://example.com/?a=b&#35;acme"),
    ('"example.com/#acme"', "see https://www.example.com/#acme"),
    ("news", "https://medium.com/@acme#news"),
    ("@acme", "https://medium.com/@acme#news"),
    ("#acme", "example.com/ #acme"),
    ("#acme", "#globex/#acme"),
    ("#acme", "(https://example.com/)#acme"),
    ("#台灣", "https://t.co/x今天#台灣#很好"),
]
MISSED = [
    ('"İş Bankası"', "is bankasi"),
    ("résumé", "RESUME"),
    ("Müller", "MULLER"),
    ("Αθήνα", "αθηνα"),
    ("Αθήνα", "ΑΘΉΝΗ"),
    ("{ΑΘΗΝΑ}", "Αθήνα"),
    ("{İstanbul}", "istanbul"),
    ("#acme", "foo#acme"),
    ("@acme", "joe@acme"),
    ("#很好", "今天#台灣#很好"),
    ("#台灣", "台灣 加油"),
    ("acme", "#verano#acme"),
    ("acme NEAR/1 kettle", "acme 🔥 is 🔥 kettle"),
    ("acme NEAR/1 kettle", "acme https://t.co/a https://t.co/b kettle"),
    ("acme NEAR/1 kettle", "acme 1/2 3/4 kettle"),
    ('"acme kettle"', "acme 🔥 kettle"),
    ("#acme", "example.com/#acme"),
    ("#acme", "https://example.com/?a=b&#35;acme"),
    ("#acme", "www.example.com/#/acme/#acme"),
    ("#acme", "(example.com:8080/#acme)"),
    ("#history", "https://en.example/wiki/Acme_(shop)#history"),
    ("#news", "https://medium.com/@acme#news"),
    ("#новости", "https://example.com/Акме-#новости"),
]


@pytest.mark.parametrize(("expression", "text"), FOUND)
def test_found(expression: str, text: str) -> None:
    assert match(expression, a_mention(text))


@pytest.mark.parametrize(("expression", "text"), MISSED)
def test_missed(expression: str, text: str) -> None:
    assert not match(expression, a_mention(text))


@pytest.mark.parametrize(
    "expression", ['url:"example.com/#acme"', 'url:"#acme"', "url:acme", 'url:"https://example.com/#ac*"']
)
def test_the_place_that_an_address_names_is_a_word_of_it(expression: str) -> None:
    assert match(expression, a_mention("x", url="https://www.example.com/#acme"))
