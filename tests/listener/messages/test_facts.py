"""What a notice says of who speaks, what is passed on, and how sure an alert is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from listener.messages.facts import facts
from listener.notify.render.texts import render
from storage.records import Alert, Author, Classification, Mention, Reading, Scope, Sighting, StoredMention
from tests.worlds.notices import delivery, outlet

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def alert(**changes: object) -> Alert:
    return Alert(
        **{
            "rule": "r",
            "scope": Scope.brand("Acme"),
            "severity": 1,
            "fingerprint": "f",
            "starts_at": NOW,
            "ends_at": NOW + timedelta(hours=1),
            "value": 40.0,
            "summary": "much",
            **changes,
        }
    )


def said(id: int, text: str, author: str = "", *, story: int | None = None, source: str = "forum") -> StoredMention:
    mention = Mention(
        id=id,
        kind="forum",
        native_id=str(id),
        text=text,
        author=Author(handle=author or None),
        story_id=story or id,
        collected_at=NOW,
    )
    seen = Sighting(mention_id=id, source=source, native_id=str(id), first_seen=NOW, digest="d")
    return StoredMention(mention=mention, sightings=(seen,))


def told(posts: list[StoredMention], before: list[StoredMention] | None = None, **changes: object) -> dict[str, str]:
    return dict(facts(alert(**changes), posts, before or []))


def test_one_author_at_work_is_named_with_a_share() -> None:
    found = told([*(said(n, f"text {n}", "troll") for n in range(9)), said(20, "another", "ada")])
    assert found["Most by"] == "troll (9), of 10"
    assert "Told most" not in found


def test_a_text_passed_on_is_quoted_as_it_was_told_first() -> None:
    copies = [said(n, f"Glass in my coffee! copy {n}", f"a{n}", story=1, source="planet") for n in range(8, 0, -1)]
    found = told([*copies, said(30, "something else", "ben", source="blog")])
    assert found["Told most"] == "“Glass in my coffee! copy 1” (8 of 9)"
    assert found["Where"] == "planet (8), blog (1)"
    assert "Most by" not in found


def test_new_words_are_those_that_nobody_said_before() -> None:
    before = [said(n, "Acme coffee is fine 2026") for n in range(60)]
    found = told([said(n, "Acme coffee: a burnt hand, call 112") for n in range(100, 120)], before)
    assert found["New words"] == "burnt (20), call (20), hand (20)"


def test_how_sure_it_is_stands_in_words() -> None:
    found = told([], band=(8.0, 21.0), chance=1e-9)
    assert found == {
        "Usual range": "8–21, 95 times of 100",
        "How sure": "by chance as many come less than once in 10,000 times",
    }
    assert told([], chance=0.004)["How sure"] == "by chance as many come once in 250 times"
    assert told([]) == {}


def test_a_mail_prints_them_and_what_people_write_stays_text() -> None:
    said = delivery(facts=(("Told most", "“<b>Glass</b>” (34 of 412)"), ("New words", "glass (301)")))
    mail = render(outlet(), said)
    assert "WHO SAYS WHAT\n- Told most: “<b>Glass</b>” (34 of 412)\n- New words: glass (301)\n" in mail.text
    assert "“&lt;b&gt;Glass&lt;/b&gt;” (34 of 412)" in mail.html
    assert "WHO SAYS WHAT" not in render(outlet(), delivery()).text


def test_risks_are_told_with_how_many_were_read() -> None:
    def read(id: int, label: str) -> StoredMention:
        reading = Classification(model="m", heads={"risk": Reading(label=label, probability=0.9)})
        return replace(said(id, f"words {id}"), classification=reading)

    labels = ("breach", "breach", "fraud", "none")
    found = told([said(9, "unread"), *(read(id, label) for id, label in enumerate(labels, 1))])
    assert found["Risk"] == "2 about a data breach, 1 about fraud, of 4 read"
    assert "Risk" not in told([read(1, "none")])
