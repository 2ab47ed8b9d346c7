"""What pages, handovers, reminders, digests and drills say, in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listener.notify.formats.listener import payload
from listener.notify.render.texts import render, render_brief, render_html, render_text, subject
from storage.errors import DeliveryError
from storage.records import Delivery
from tests.worlds.mail import Post, mail, mail_server
from tests.worlds.notices import delivery, notice, outlet
from tests.worlds.rendered import Elements, in_order

WHY = "You are paged: level 2 of 3, because nobody took it within 10 minutes."
ACTIONS = (("I take it", "/act/one"), ("Over", "/act/two"))
PAGED = replace(delivery(kind="page", note=WHY, actions=ACTIONS), person="Maren")


def forms(told: Delivery) -> list[str]:
    """The text of every form, on one line each."""
    html = Elements(render_html(outlet(), told)).text
    return [" ".join(form.split()) for form in (render_text(outlet(), told), html, render_brief(outlet(), told))]


def test_a_page_says_why_it_came_and_what_happened() -> None:
    for form in forms(PAGED):
        assert in_order(form, WHY, "At this time of day 38 are usual.")
    assert forms(PAGED)[0].startswith("[PAGE · URGENT] Nordkaffee")


def test_a_page_without_a_reason_still_says_that_it_is_one() -> None:
    for form in forms(delivery(kind="page")):
        assert "You are paged: 412 posts about Nordkaffee within the hour." in form


def test_actions_are_links_in_every_form_and_stand_before_the_details() -> None:
    text, html = render_text(outlet(), PAGED), Elements(render_html(outlet(), PAGED))
    assert "I take it: https://listener.example.org/act/one\nOver: https://listener.example.org/act/two\n" in text
    assert in_order(text, "/act/one", "WHY YOU ARE TOLD")
    assert [each["href"] for each in html.all("a")][:2] == [
        "https://listener.example.org/act/one",
        "https://listener.example.org/act/two",
    ]
    assert "https://listener.example.org/act/one" in render_brief(outlet(), PAGED)


def test_without_a_base_url_there_are_no_actions() -> None:
    told = outlet(base_url=None)
    assert "I take it" not in render_text(told, PAGED) + render_html(told, PAGED) + render_brief(told, PAGED)


def test_the_footer_names_the_person_who_is_meant() -> None:
    assert "meant for you, Maren," in forms(PAGED)[0]
    assert "meant for you, Maren," in forms(PAGED)[1]


@pytest.mark.parametrize(("kind", "said"), [("handover", "was handed over to you"), ("reminder", "is overdue")])
def test_handovers_and_reminders_say_what_they_are(kind: str, said: str) -> None:
    assert all(said in form for form in forms(delivery(kind=kind)))
    assert all("Bo had to leave." in form for form in forms(delivery(kind=kind, note="Bo had to leave.")))


def test_a_drill_says_so_before_everything_else() -> None:
    told = delivery(kind="page", drill=True)
    assert subject(told.notice).startswith("[Listener] DRILL: ")
    for form in forms(told):
        assert form.removeprefix("[").removeprefix("Listener ").find("DRILL") < 40
    assert all("in this exercise only" in " ".join(form.split()) for form in forms(told))


def test_a_digest_tells_each_matter_once_as_it_stands_the_gravest_first() -> None:
    bundle = (
        notice(severity=3, thread="c", title="Third", path="/incidents/5"),
        notice(severity=2, thread="a", title="First", path="/incidents/3"),
        notice(severity=2, thread="a", title="First again", number=2, path="/incidents/3"),
        notice(severity=3, thread="b", title="Second", kind="resolved", path="/incidents/4", samples=()),
    )
    told = delivery(kind="digest", incident_id=None, alerts=(), samples=(), chart=(), title="4 notices", bundle=bundle)
    for form in forms(told):
        assert in_order(form, "4 notices", "First again", "Third")
        assert "Second" in form
        assert "2 notices" in form
    links = [each["href"] for each in Elements(render_html(outlet(), told)).all("a")]
    assert "https://listener.example.org/incidents/4" in links


def test_a_digest_of_very_many_says_how_many_it_leaves_out() -> None:
    bundle = tuple(notice(thread=str(i), title=f"Matter {i}") for i in range(60))
    told = delivery(kind="digest", incident_id=None, alerts=(), samples=(), chart=(), title="60", bundle=bundle)
    text, html, brief = forms(told)
    assert "and 10 more incidents." in text
    assert "and 10 more incidents." in html
    assert "and 50 more incidents" in brief


def test_programs_get_all_of_it() -> None:
    body = payload(replace(PAGED, notice=replace(PAGED.notice, drill=True)), "https://listener.example.org")
    assert (body["kind"], body["person"], body["drill"], body["note"]) == ("page", "Maren", True, WHY)
    assert body["actions"][0] == {"label": "I take it", "url": "https://listener.example.org/act/one"}
    digest = payload(delivery(kind="digest", bundle=(notice(kind="resolved"),)), None)
    assert [(each["kind"], each["incident"]["id"]) for each in digest["bundle"]] == [("resolved", 3)]


async def sent(told: Delivery, post: Post) -> None:
    async with mail_server(post) as port:
        await mail(port, to=["a@example.org", "b@example.org"]).send(outlet(), told)


async def test_mail_for_one_person_goes_to_nobody_else() -> None:
    post = Post()
    await sent(replace(PAGED, to=("maren@example.org",)), post)
    assert post.recipients == [["maren@example.org"]]
    assert post.messages[0]["To"] == "maren@example.org"
    assert post.messages[0]["Importance"] == "high"


async def test_an_address_that_is_none_fails_for_good_and_names_it() -> None:
    with pytest.raises(DeliveryError, match=r"'maren'.*not one mail address.*correct `mail`") as caught:
        await sent(replace(PAGED, to=("maren",)), Post())
    assert caught.value.permanent


def test_hostile_words_in_labels_notes_and_titles_stay_words() -> None:
    wicked = '<script>alert(1)</script>"\r\nX: y'
    told = replace(PAGED, notice=replace(PAGED.notice, note=wicked, title=wicked, actions=((wicked, "/act/one"),)))
    assert "<script>" not in render(outlet(), told).html
    assert "\n" not in render(outlet(), told).subject
