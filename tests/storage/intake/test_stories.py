"""What counts as the same text told again, and what does not."""

from __future__ import annotations

import pytest

from listener.demo.posts import posts
from storage.intake.stories import alike, signatures, words

KETTLE = (
    "The new Acme kettle caught fire in our kitchen this morning, the handle melted within seconds and nobody at "
    "support picks up the phone. Please check yours before you leave it alone."
)
STOCK = "Acme shares rose 3.2 percent on Monday after the company reported higher quarterly profit than expected"
JAPANESE = "新しいアクメのケトルが今朝キッチンで火を噴きました。ハンドルは数秒で溶け、サポートは電話に出ません。"


def same(first: str, second: str) -> tuple[bool, bool]:
    """Whether one would be looked up for the other, and accepted."""
    one, other = signatures([first, second])
    assert one is not None
    assert other is not None
    return bool(set(one.bands) & set(other.bands)), alike(one.rows, other.rows)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (KETTLE, f"RT @joe: {KETTLE}"),
        (KETTLE, KETTLE.upper().replace(",", " —") + " 😡😡 https://t.example/abc"),
        (KETTLE, f"{KETTLE} - Evening News"),
        (KETTLE, KETTLE[:-20] + "…"),
        (KETTLE, f"@acme @acme_help {KETTLE} #acme"),
        (JAPANESE, f"RT @joe {JAPANESE} 😡 https://t.example/x"),
        (JAPANESE, JAPANESE.replace("。", "!")),
        ("Love it", "LOVE it!!! https://t.example/1"),
        ("great phone", "@acme great phone"),
    ],
)
def test_near_copies(first: str, second: str) -> None:
    assert same(first, second) == (True, True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (KETTLE, "My Acme kettle works fine, support picked up the phone at once and even sent me a spare handle."),
        (STOCK, "Acme shares fell 4.1 percent on Friday after the company reported lower quarterly revenue than hoped"),
        (STOCK, "Bolt shares rose 3.2 percent on Tuesday as the retailer said demand for bicycles would stay strong"),
        (JAPANESE, "アクメのケトルはとても静かで気に入っています。色もきれいで、毎朝お茶をいれるのが楽しみです。"),
        ("Love it", "Love it not"),
        ("great phone", "great phone, not"),
        ("thank you acme", "thank you bolt"),
        ("新商品", "新商店"),
    ],
)
def test_other_texts(first: str, second: str) -> None:
    assert not same(first, second)[1]


def test_one_word_replaced_in_a_long_post_is_still_a_copy() -> None:
    long = f"{KETTLE} {STOCK}"
    assert same(long, long.replace("kitchen", "office"))[1]


def test_texts_without_words_have_no_story() -> None:
    assert signatures(["", "😡😡", "https://t.example/x", "@joe"]) == [None] * 4


def test_signatures_do_not_change_between_versions() -> None:
    """They are stored: another hash would part every story at the upgrade."""
    (signature,) = signatures([STOCK])
    assert signature is not None
    assert (len(signature.bands), len(signature.rows)) == (6, 64)
    assert (signature.bands[0], signature.rows[:4].hex()) == (200182138096484, "24121818")


def test_decoration_is_not_text() -> None:
    assert words("RT @joe: Look, https://a.example/x?y=1 #Acme www.b.example mail me@b.example") == [
        "look",
        "acme",
        "mail",
        "me",
        "b",
        "example",
    ]


def test_copies_with_small_edits_are_found_and_other_posts_are_not() -> None:
    """The demo's posts: 34 copies edited by hand, and every post with the one ten places after it."""
    told = [*posts("history"), *posts("replay")]
    by_id = {post.id: f"{post.title} {post.text}" for post in told}
    copies = [(by_id[post.id], by_id[post.copy_of]) for post in told if post.copy_of]
    others = [(by_id[a.id], by_id[b.id]) for a, b in zip(told, told[10:], strict=False) if not (a.copy_of or b.copy_of)]
    assert sum(same(*pair) == (True, True) for pair in copies) >= 0.9 * len(copies)
    assert not any(same(*pair)[1] for pair in others)


def test_korean_is_cut_as_queries_cut_it() -> None:
    assert words("애플은 한국") == ["애", "플", "은", "한", "국"]
