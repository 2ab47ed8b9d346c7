"""What a reader is told, and in which order."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from listener.notify.render.content import pieces
from listener.notify.render.texts import render_brief, render_html, render_text
from tests.worlds.notices import NOW, alert, delivery, outlet, sample
from tests.worlds.rendered import Elements, in_order

ORDER = (
    "412 posts about Nordkaffee within the hour.",
    "At this time of day 38 are usual.",
    "71 % of them are negative.",
    "Maren Holm",
    "You get this",
    "[[routes]]",
)


def test_text_tells_what_happened_why_who_says_so_and_how_to_change_it() -> None:
    text = render_text(outlet(), delivery())
    assert text.startswith("[URGENT] Nordkaffee · Sat 14 Mar, 10:30")
    assert in_order(text, *ORDER)
    assert in_order(
        text, "MENTIONS PER 2 H", "WHAT PEOPLE SAY", "Open the incident: https://listener.example.org/incidents/3"
    )
    assert "There was glass in my *Nordkaffee*." in text
    assert "negative, complaint" in text
    assert "\n   https://forum.example.org/t/7\n" in text


def test_html_tells_the_same_in_the_same_order() -> None:
    html = Elements(render_html(outlet(), delivery()))
    assert in_order(html.text, "Urgent", *ORDER)
    links = [each["href"] for each in html.all("a")]
    assert links == ["https://forum.example.org/t/7", "https://listener.example.org/incidents/3"]


def test_html_fetches_nothing_and_runs_nothing() -> None:
    html = Elements(render_html(outlet(), delivery()))
    assert not {"img", "script", "link", "iframe", "form", "object"} & {name for name, _ in html.found}
    assert not any(name.startswith(("on", "src")) for _, attributes in html.found for name in attributes)
    assert "url(" not in render_html(outlet(), delivery())


def test_html_works_without_a_style_sheet_and_knows_dark_mode_and_small_screens() -> None:
    raw = render_html(outlet(), delivery())
    html = Elements(raw)
    assert all(each.get("style") for each in html.all("h1") + html.all("h2"))
    assert {"name": "color-scheme", "content": "light dark"} in html.all("meta")
    assert "prefers-color-scheme: dark" in raw
    assert "max-width: 480px" in raw


def test_the_chart_shows_the_peak_and_what_the_alert_speaks_of() -> None:
    html = Elements(render_html(outlet(), delivery()))
    bars = [each for each in html.all("div") if "bar" in (each.get("class") or "").split()]
    assert len(bars) == 48
    assert [each["class"] for each in bars].count("bar hot") == 4
    tallest = max(int(re.findall(r"height:\s*(\d+)px", each["style"] or "")[-1]) for each in bars)
    assert tallest == 72
    assert "Most: 310" in html.text


def test_text_bars_are_as_long_as_the_counts() -> None:
    rows = re.findall(r"^\w{3} \d\d:\d\d  (\S+) (\d+)$", render_text(outlet(), delivery()), re.MULTILINE)
    assert len(rows) == 12
    assert sum(int(count) for _, count in rows) == 48 * 10 + 3 * 300
    assert max(rows, key=lambda row: int(row[1]))[0] == "█" * 24


def test_without_a_base_url_there_is_no_link() -> None:
    told = outlet(base_url=None)
    assert "Open the incident" not in render_text(told, delivery()) + render_html(told, delivery())


def test_an_update_says_so() -> None:
    told = delivery(kind="updated", number=4, severity=2)
    assert render_text(outlet(), told).startswith("[IMPORTANT] Nordkaffee · Sat 14 Mar, 10:30 · update 4")
    assert "update 4" in render_html(outlet(), told)


def test_what_is_over_says_how_long_it_lasted() -> None:
    text = " ".join(render_text(outlet(), delivery(kind="resolved")).split())
    assert text.startswith("[RESOLVED]")
    assert "It is over: it began Sat 14 Mar, 08:30, lasted 2 hours, and nothing raises an alert any more." in text


def test_what_is_over_did_not_last_into_the_future() -> None:
    text = render_text(outlet(), delivery(kind="resolved", alerts=(alert(ends_at=NOW + timedelta(days=1)),)))
    said = " ".join(text.split())
    assert "It is over, 2 hours after it began; this has not ended yet: 412 posts about Nordkaffee" in said
    assert "nothing raises" not in said


def test_a_test_says_that_nothing_happened() -> None:
    told = delivery(kind="test", title="Test", incident_id=None, alerts=(), samples=(), chart=(), path="/")
    assert render_text(outlet(), told).startswith("[TEST] target desk · ")
    for said in (render_text(outlet(), told), render_html(outlet(), told), render_brief(outlet(), told)):
        assert "Nothing happened and nothing needs doing" in " ".join(said.split())
    assert "Open Listener: https://listener.example.org/" in render_text(outlet(), told)


def test_the_gravest_alert_leads_and_all_are_told() -> None:
    lesser = alert(
        severity=3, summary="Somebody said recall.", reasons=("The word is recall.",), fingerprint="f2", expected=None
    )
    text = render_text(outlet(), delivery(alerts=(lesser, alert())))
    assert in_order(text, "412 posts", "At this time of day", "Somebody said recall.", "The word is recall.")


def test_more_alerts_than_fit_are_counted() -> None:
    many = tuple(alert(fingerprint=str(i), summary=f"Number {i}", starts_at=NOW - timedelta(hours=i)) for i in range(9))
    assert "and 4 more." in render_text(outlet(), delivery(alerts=many))


def test_addresses_that_are_not_for_browsers_are_never_links() -> None:
    told = delivery(
        samples=tuple(sample(url=url) for url in ("javascript:alert(1)", "file:///etc/passwd", "https://", None))
    )
    assert [each["href"] for each in Elements(render_html(outlet(), told)).all("a")] == [
        "https://listener.example.org/incidents/3"
    ]


def test_a_value_that_is_no_number_breaks_nothing() -> None:
    assert "Seen –" in render_text(outlet(), delivery(alerts=(alert(value=float("nan"), expected=float("inf")),)))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), (("abcdef", False),)),
        (((1, 3),), (("a", False), ("bc", True), ("def", False))),
        (((0, 6),), (("abcdef", True),)),
        (((0, 2), (2, 4)), (("ab", True), ("cd", True), ("ef", False))),
        (((0, 4), (2, 6)), (("abcd", True), ("ef", False))),
        (((4, 2), (-3, 2), (3, 99)), (("abcdef", False),)),
    ],
)
def test_marks_cut_the_text_whatever_they_claim(
    marks: tuple[tuple[int, int], ...], expected: tuple[tuple[str, bool], ...]
) -> None:
    assert pieces("abcdef", marks) == expected


def test_the_brief_is_brief() -> None:
    told = render_brief(outlet(), delivery(samples=(sample("Nordkaffee " * 200),) * 5))
    assert told.startswith("Urgent: 412 posts about Nordkaffee within the hour.\n- At this time")
    assert len(told) < 1500
    assert told.rstrip().endswith("https://listener.example.org/incidents/3")


def test_what_tells_of_posts_alone_shows_them_first() -> None:
    one = alert(evidence=(7,), value=1.0)
    for told in (delivery(alerts=(one,)), delivery(kind="updated", fresh=2)):
        for form in (render_text(outlet(), told), Elements(render_html(outlet(), told)).text):
            assert in_order(form, "Maren Holm", "At this time of day 38 are usual.")
            assert form.count("Maren Holm") == 1
    counted = delivery(kind="updated", fresh=2, news="Now 400 posts")
    assert in_order(render_text(outlet(), counted), "At this time of day 38 are usual.", "Maren Holm")
