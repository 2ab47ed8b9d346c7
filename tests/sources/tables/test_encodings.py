"""Tables that do not say what they are written in: read rightly, or refused with how to name it; never as garbage."""

from __future__ import annotations

import codecs
from unicodedata import normalize

import pytest

from sources.tables.decode import decoded
from sources.tables.encodings import detected
from sources.tables.problems import UnreadableError
from tests.worlds.tables import only, read

# Language, encodings, and three short texts of people with a broken kettle.
TEXTS = (
    ("de", "cp1252 iso8859-15 mac_roman cp850", "Der Wasserkocher ist kaputt, für das Geld ärgerlich",
     "Schöne Farbe, leise und schnell. Größe passt", "Lieferung verspätet, niemand hört zu"),
    ("fr", "cp1252 mac_roman", "La bouilloire a lâché après deux semaines, très déçu",
     "Livraison à l’heure, qualité supérieure, ça marche", "Impossible de joindre quelqu’un, même le samedi"),
    ("es", "cp1252 mac_roman", "El hervidor se rompió en dos días, qué desastre",
     "Mañana lo devuelvo, ¡no funciona!", "Muy buena atención al cliente, llegó rápido"),
    ("pt", "cp1252 iso8859-15", "A chaleira não funciona, péssima experiência",
     "Ótimo produto, recomendo à família", "Ninguém responde às reclamações há três semanas"),
    ("sv", "cp1252 mac_roman", "Vattenkokaren gick sönder efter två veckor, väldigt dåligt",
     "Snabb leverans, bra kvalitet, även på söndagar",
     "Kundtjänst svarar inte på mina frågor, hur länge till"),
    ("da", "cp1252 mac_roman", "Elkedlen gik i stykker efter to uger, meget ærgerligt",
     "Hurtig levering, det kører bare på skinner", "Ingen svarer på mine spørgsmål, før på lørdag"),
    ("is", "cp1252", "Ketillinn bilaði eftir tvær vikur, það er mjög svekkjandi",
     "Góð þjónusta og hröð afhending, mæli með þessu", "Enginn svarar símanum þótt ég hringi á hverjum degi"),
    ("pl", "cp1250 iso8859-2", "Czajnik zepsuł się po dwóch tygodniach, szkoda pieniędzy",
     "Świetna jakość, szybka dostawa, polecam każdemu", "Nikt nie odpowiada na moje pytania, żenujące"),
    ("cs", "cp1250 iso8859-2", "Konvice se po dvou týdnech rozbila, příště koupím jinou",
     "Rychlé doručení, výborná kvalita, mohu doporučit", "Nikdo neodpovídá na dotazy, to je opravdu špatné"),
    ("hu", "cp1250 iso8859-2", "A vízforraló két hét után elromlott, nagyon csalódott vagyok",
     "Gyors szállítás, kitűnő minőség, bátran ajánlom", "Senki sem válaszol a kérdéseimre, ez felháborító"),
    ("ro", "cp1250 iso8859-2", "Fierbătorul s-a stricat după două săptămâni, foarte dezamăgit",
     "Livrare rapidă, calitate bună, îl recomand tuturor", "Nimeni nu răspunde la întrebări, e ruşinos"),
    ("tr", "cp1254", "Su ısıtıcısı iki haftada bozuldu, hiç memnun değilim",
     "Hızlı teslimat, kaliteli ürün, herkese öneririm", "Müşteri hizmetleri cevap vermiyor, çok kötü bir şirket"),
    ("lt", "cp1257", "Virdulys sugedo po dviejų savaičių, labai gaila pinigų",
     "Greitas pristatymas, puiki kokybė, rekomenduoju visiems", "Niekas neatsako į klausimus, tai tikrai gėda"),
    ("ru", "cp1251 koi8-r cp866 iso8859-5", "Чайник сломался через две недели, очень обидно",
     "Быстрая доставка, отличное качество, рекомендую", "Никто не отвечает на вопросы, ЭТО БЕЗОБРАЗИЕ"),
    ("uk", "cp1251 koi8-u", "Чайник зламався через два тижні, дуже прикро",
     "Швидка доставка, чудова якість, рекомендую всім", "Ніхто не відповідає на запитання, це жахливо"),
    ("el", "cp1253 iso8859-7", "Ο βραστήρας χάλασε σε δύο εβδομάδες, πολύ απογοητευμένος",
     "Γρήγορη παράδοση, άριστη ποιότητα, το συνιστώ", "Κανείς δεν απαντά στις ερωτήσεις μου, ντροπή"),
    ("he", "cp1255", "הקומקום התקלקל אחרי שבועיים, מאוד מאכזב", "משלוח מהיר, איכות מעולה, ממליץ לכולם",
     "אף אחד לא עונה לשאלות שלי, בושה"),
    ("ar", "cp1256", "تعطلت الغلاية بعد أسبوعين، تجربة سيئة جدا", "توصيل سريع وجودة ممتازة، أنصح به الجميع",
     "لا أحد يرد على أسئلتي، هذا مخجل"),
    ("th", "cp874", "กาต้มน้ำเสียหลังใช้สองสัปดาห์ ผิดหวังมาก", "ส่งเร็ว คุณภาพดีมาก แนะนำเลย",
     "ไม่มีใครตอบคำถามของฉันเลย แย่จริงๆ"),
    ("ja", "cp932 euc_jp iso2022_jp", "電気ケトルが二週間で壊れました。とても残念です。",
     "配達が早くて品質も良いです。おすすめします。", "サポートに電話しても誰も出ない。最悪だ。"),
    ("zh", "gb18030", "水壶用了两个星期就坏了，非常失望。", "发货很快，质量很好，推荐购买。",
     "客服一直没有人回答我的问题，太差了。"),
    ("tw", "big5 cp950", "水壺用了兩個星期就壞了，非常失望。", "出貨很快，品質很好，推薦購買。",
     "客服一直沒有人回答我的問題，太差了。"),
    ("ko", "cp949 euc_kr", "전기 주전자가 이 주 만에 고장 났어요. 정말 실망입니다.",
     "배송이 빠르고 품질이 좋아요. 추천합니다.", "고객센터에 전화해도 아무도 받지 않네요. 최악입니다."),
)  # fmt: skip
CASES = [(language, encoding, texts) for language, encodings, *texts in TEXTS for encoding in encodings.split()]


def table(texts: list[str], separator: str = ",") -> str:
    rows = [
        separator.join((f"2026-08-2{n} 10:00", f"user{n}", f'"{text}"', f"https://x.example/{n}"))
        for n, text in enumerate(texts)
    ]
    return "\r\n".join((separator.join(("date", "author", "text", "url")), *rows, ""))


def encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "replace" if "’" in text and encoding == "iso8859-15" else "strict")


@pytest.mark.parametrize(("language", "encoding", "texts"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_table_of_three_posts_is_read_rightly(language: str, encoding: str, texts: list[str]) -> None:
    for separator in ",;\t":
        found = read(encoded(table(texts, separator), encoding))
        assert [mention.text for mention in found.mentions] == texts


@pytest.mark.parametrize(("language", "encoding", "texts"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_single_post_is_read_rightly_or_refused(language: str, encoding: str, texts: list[str]) -> None:
    for text in texts:
        found = read(encoded(table([text]), encoding))
        assert [mention.text for mention in found.mentions] in ([text], [])
        assert found.mentions or "(of a source: encoding" in found.problems[0].what


def test_a_language_that_no_encoding_here_is_for_is_refused() -> None:
    data = bytes(0x80 + ord(c) % 0x60 for c in "ეს ჩაიდანი გატყდა")
    (problem,) = read(b"text,author\n" + data + b",Jo\n").problems
    assert problem.what.startswith("its encoding is not certain")


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("It’s great – love it", "cp1252"),
        ("I’d never buy it again", "cp1252 mac_roman"),
        ("Cost me £50 for nothing", "cp1252 mac_roman"),
        ("it was lovely at the café", "cp1252 mac_roman"),
        ("20 °C is too cold", "cp1252"),
        ("“never again” he said…", "cp1252 mac_roman"),
    ],
)
def test_english_with_a_few_other_signs(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        assert only(f'text,author\n"{text}",Jo\n'.encode(encoding)).text == text


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
)
@pytest.mark.parametrize("text", ["plain", "電気ケトルが二週間で壊れました。とても残念です。" * 30, "漏水 🎉"])
def test_wide_characters_with_and_without_a_mark(encoding: str, text: str) -> None:
    assert only(table([text]).encode(encoding)).text == text


def test_a_file_cut_off_inside_of_a_character_is_the_same_file() -> None:
    for encoding in ("utf-8", "utf-16", "cp932"):
        data = table(["電気ケトルが二週間で壊れました。とても残念です。", "配達が早くて品質も良いです。"]).encode(
            encoding
        )
        whole = decoded(data)
        for cut in range(1, 60):
            part = decoded(data[:-cut])
            assert (part.encoding, whole.text.startswith(part.text)) == (whole.encoding, True)


def test_a_row_of_other_bytes_in_a_file_of_utf_8_is_refused_alone() -> None:
    good = table(["für das Geld ärgerlich", "schöne Grüße", "Größe passt"]).encode()
    bad = '2026-08-21 10:00,user9,"nicht schön",https://x.example/9\r\n'.encode("cp1252")
    found = read(good + bad + "2026-08-21 11:00,u,trotzdem schön,https://x.example/10\r\n".encode())
    assert [mention.text for mention in found.mentions][2:] == ["Größe passt", "trotzdem schön"]
    assert [(problem.row, "not UTF-8" in problem.what) for problem in found.problems] == [(5, True)]
    found.problems[0].body.encode("utf-8", "replace")


def test_a_replacement_character_that_somebody_wrote_is_no_fault() -> None:
    assert only("text\nwhat is � here für\n").text == "what is � here für"


def test_a_named_encoding_is_used_and_checked() -> None:
    data = table(["хороший чайник"]).encode("mac_cyrillic")
    assert only(data, encoding="mac_cyrillic").text == "хороший чайник"
    (problem,) = read(b"text\n\x81\x8d\n", encoding="cp1252").problems
    assert "not written in cp1252" in problem.what


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_mark_is_no_part_of_the_table_that_is_named(mark: bytes) -> None:
    encoding = "utf-8" if mark == codecs.BOM_UTF8 else "utf-16"
    data = mark + "text\nschön\n".encode("utf-8" if encoding == "utf-8" else "utf-16-le")
    assert only(data, encoding=encoding).text == "schön"


def test_what_may_be_meant_is_named() -> None:
    verdict = detected("text\nСорок\n".encode("koi8-r")[:8])
    assert verdict.encoding is None
    with pytest.raises(UnreadableError, match=r"it may be .* or .*name it as \w+"):
        decoded("text\nСорок\n".encode("koi8-r")[:8])


@pytest.mark.parametrize("size", [1, 2, 3, 50, 5000])
def test_noise_is_refused_and_takes_no_time(size: int) -> None:
    noise = bytes((7 * n * n + 13 * n) % 128 + 128 for n in range(size))
    assert read(b"text\n" + noise + b"\n").mentions == ()


VIETNAMESE = (
    "Sản phẩm này rất tệ và giao hàng quá chậm",
    "Tôi rất thích ấm đun nước này",
    "Dịch vụ không trả lời điện thoại",
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def _cp1258(text: str) -> bytes:
    """As Windows writes it: vowels with their marks, and the tone behind them."""
    written = b""
    for letter in text:
        parts = normalize("NFD", letter)
        vowel = normalize("NFC", "".join(part for part in parts if part not in TONES))
        written += (vowel + "".join(part for part in parts if part in TONES)).encode("cp1258")
    return written


def test_vietnamese_is_read_with_each_vowel_and_its_tone_as_one_letter() -> None:
    text = "date,text\n" + "".join(f"2026-11-0{day},{said}\n" for day, said in enumerate(VIETNAMESE, 1))
    for named in (None, "cp1258"):
        found = decoded(_cp1258(text), named)
        assert (found.text, found.encoding) == (text, "cp1258")
