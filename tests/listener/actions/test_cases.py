"""What people do with cases: alone and in bulk, two at once, taken back; and what they correct counts at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from listener.actions import cases, correcting
from listener.actions.actor import Denied
from storage.errors import Conflict, ListenerError
from storage.records import CaseView, Scope, Series, Wanted
from tests.worlds.desk import HOUR, come, desk, person, read, said, waiting
from tests.worlds.incidents import NOW

MIA, BO = person("Mia"), person("Bo")


async def test_a_bulk_is_one_act_that_tells_what_it_left_and_is_taken_back_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, *(said(n, f"acme lid number {n} broke {'x' * n}") for n in range(3)))
        one, two, three = (each.id or 0 for each in waiting(app))
        await cases.close(app, [two], BO)
        done = await cases.close(app, [one, two, three, 999], MIA)
        told = dict(done.refused)
        assert told.keys() == {two, 999}
        assert "already closed by Bo" in told[two]
        assert told[999] == "there is no such case"
        assert waiting(app) == []
        act, back = await cases.undo(app, MIA)
        assert act.what == f"closed 2 cases: {one}, {three}"
        assert [each.id for each in waiting(app)] == [one, three] == [each.id for each in back.cases]
        with pytest.raises(ListenerError, match="nothing to take back"):
            await cases.undo(app, MIA)
        assert [entry.what for entry in app.store.audited(2)] == [f"took back: {act.what}", act.what]


async def test_what_somebody_changed_meanwhile_is_not_taken_back_over_their_heads(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        [one] = waiting(app)
        await cases.label(app, [one.id or 0], MIA, add=["app"])
        await cases.note(app, [one.id or 0], "Serials from 2507", BO)
        with pytest.raises(Conflict, match="Bo came after you: Serials from 2507"):
            await cases.undo(app, MIA)


async def test_nobody_takes_back_what_others_did_or_what_is_long_ago(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, clock):
        await come(app, said(1, "acme lid broke"))
        done = await cases.close(app, [waiting(app)[0].id or 0], MIA)
        assert done.act
        with pytest.raises(ListenerError, match="nothing"):
            await cases.undo(app, BO, done.act.id)
        clock.move_to(NOW + timedelta(minutes=11))
        with pytest.raises(ListenerError, match="nothing"):
            await cases.undo(app, MIA)


async def test_the_second_of_two_reads_who_was_faster(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme Person", author=said(1, "").author), said(2, "acme lid broke"))
        [one] = waiting(app)
        await cases.assign(app, [one.id or 0], BO, to="bo")
        with pytest.raises(Conflict, match="Bo has it since"):
            await cases.take(app, [one.id or 0], MIA)


@pytest.mark.parametrize(
    ("to", "team", "what"),
    [("Mai", None, 'did you mean "Mia"'), ("Olga", None, "observer"), (None, "car", 'did you mean "care"')],
)
async def test_work_is_given_only_to_those_who_can_do_it(
    tmp_path: Path, to: str | None, team: str | None, what: str
) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        with pytest.raises(ListenerError, match=what):
            await cases.assign(app, [waiting(app)[0].id or 0], MIA, to=to, team=team)


async def test_an_observer_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        with pytest.raises(Denied):
            await cases.close(app, [waiting(app)[0].id or 0], person("Olga", "observer"))
        assert len(waiting(app)) == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.example/1", "example.org/1", "https://", "http://a b/"]
)
async def test_an_answer_stands_at_an_address_of_the_web(tmp_path: Path, url: str) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        number = waiting(app)[0].id or 0
        with pytest.raises(ListenerError, match="no address"):
            await cases.answered(app, number, url, MIA)
        done = await cases.answered(app, number, " https://social.example.org/9 ", MIA)
        assert done.cases[0].answers[0].url == "https://social.example.org/9"
        assert done.cases[0].due_at is None


async def test_a_draft_is_approved_in_the_words_that_were_read_whatever_ends_their_lines(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        number = waiting(app)[0].id or 0
        await cases.draft(app, number, "Dear Ada,\r\nwe are sorry. 🦊\r\n", MIA)
        [done] = (await cases.approve(app, number, "Dear Ada,\r\nwe are sorry. 🦊", BO)).cases
        assert done.draft
        assert done.draft.approved_by == "Bo"
        assert waiting(app, approval=True) == []


async def test_a_mention_is_put_in_by_hand_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme is quiet"))
        mention = app.store.search()[0].id
        first = await cases.put_in(app, mention, MIA)
        assert (first.reason, first.brands) == ("put in by Mia", ("Acme",))
        assert (await cases.put_in(app, mention, BO)).id == first.id
        with pytest.raises(ListenerError, match="no mention 5"):
            await cases.put_in(app, 5, MIA)


async def test_the_corrected_sentiment_counts_where_the_tone_toward_the_brand_was_read(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "the lid of the acme is no better than that of bolt"))
        await read(app, sentiment="neutral")
        case = waiting(app)[0]

        def counted(label: str) -> int:
            series = Series(Scope.brand("Acme"), f"tone:{label}")
            return sum(app.store.counts([series], NOW, NOW + HOUR)[series].total)

        assert counted("negative") == 1
        await correcting.correct(app, case.id or 0, "sentiment", "positive", MIA)
        assert (counted("negative"), counted("positive")) == (0, 1)
        await cases.undo(app, MIA)
        assert (counted("negative"), counted("positive")) == (1, 0)


async def test_a_correction_counts_at_once_for_all_copies_and_is_taken_back(tmp_path: Path) -> None:
    story = "The lid of my acme kettle burst while I was pouring and now there is hot water all over my kitchen floor"
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, story), said(2, story), said(3, "acme lid in another text"))
        await read(app, sentiment="negative", doubt=("intent",))

        def negative() -> int:
            series = Series(Scope.brand("Acme"), "tone:negative")
            return sum(app.store.counts([series], NOW, NOW + HOUR)[series].total)

        one = next(each for each in waiting(app) if app.store.case_sizes([each.id or 0])[each.id or 0] == (1, 1))
        assert (negative(), one.doubt) == (3, True)
        done = await correcting.correct(app, one.id or 0, "sentiment", "neutral", MIA)
        assert (negative(), done.cases[0].doubt) == (1, True)
        done = await correcting.correct(app, one.id or 0, "intent", "complaint", MIA)
        assert not done.cases[0].doubt
        await correcting.correct(app, one.id or 0, "toward", "neutral", MIA)
        stored = app.store.mention(one.lead)
        assert stored
        assert stored.classification
        assert stored.classification.toward["Acme"].label == "neutral"
        for _ in range(3):
            await cases.undo(app, MIA)
        assert (negative(), waiting(app, doubt=True)[0].id) == (3, one.id)


@pytest.mark.parametrize(
    ("head", "label", "brand", "what"),
    [
        ("sentimnt", "neutral", "", 'did you mean "sentiment"'),
        ("sentiment", "great", "", "it is one of"),
        ("toward", "neutral", "Bolt", "It is about Acme"),
    ],
)
async def test_only_what_can_be_read_can_be_corrected(
    tmp_path: Path, head: str, label: str, brand: str, what: str
) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        with pytest.raises(ListenerError, match=what):
            await correcting.correct(app, waiting(app)[0].id or 0, head, label, MIA, brand)


async def test_views_are_saved_for_all(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        wanted = Wanted(tag="lid", late=True)
        view = await cases.save_view(app, "  Late\nlids ", wanted, MIA)
        assert app.store.case_views() == [view] == [CaseView(name="Late lids", wanted=wanted, by="Mia")]
        await cases.remove_view(app, "Late lids", BO)
        with pytest.raises(ListenerError, match="no view"):
            await cases.remove_view(app, "Late lids", BO)


async def test_whoever_is_given_cases_by_somebody_else_is_told_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, *(said(n, f"acme lid number {n} broke {'x' * n}") for n in range(2)))
        ids = [each.id or 0 for each in waiting(app)]
        await cases.assign(app, ids, MIA, to="Mia")
        await cases.assign(app, ids, MIA, team="care")
        assert app.store.deliveries() == [], "nobody is told of what they did themselves"
        await cases.assign(app, ids, MIA, to="bo")
        await cases.assign(app, ids, MIA, to="Bo")
        [told] = app.store.deliveries()
        assert (told.person, told.to) == ("Bo", ("bo@example.org",))
        assert (told.notice.kind, told.notice.title) == ("assigned", "Mia gave you 2 cases")
        assert [each.text[:9] for each in told.notice.samples] == ["acme lid "] * 2
        assert told.notice.path == "/inbox?assignee=me"
        await cases.assign(app, ids[:1], MIA)
        await cases.assign(app, ids[:1], MIA, to="Bo")
        newest = app.store.deliveries()[0].notice
        assert newest.title.startswith(f"Mia gave you case {ids[0]}: Lids")
        assert newest.path == f"/inbox?assignee=me&case={ids[0]}"
