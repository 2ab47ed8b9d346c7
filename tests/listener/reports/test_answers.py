"""How the inbox was answered stands in a report as it stood when that was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from listener.reports.carried import carried
from listener.reports.compose import compose
from listener.reports.document import Prose, plain
from listener.reports.page import page
from listener.reports.verify import verify
from storage.records import Answer, Case, Filing
from storage.store import Store
from tests.worlds.mentions import NOW, Filled, mention
from tests.worlds.reported import ask

HOUR = timedelta(hours=1)


def put(store: Store, lead: int, hours: float, answered: float | None) -> Case:
    """A case of so many hours ago that was due within an hour, and answered after some."""
    filed = NOW - hours * HOUR
    case = Case(lead=lead, brands=("Acme",), reason="r", rule="r", filed_at=filed, promised_at=filed + HOUR)
    [kept] = store.commit_filing([Filing(case=case, mention=lead, part="lead")], store.filed_until())
    if answered is None:
        return kept
    answer = Answer(url="", by="Mia", at=filed + answered * HOUR)
    [changed], _ = store.commit_cases([replace(kept, answers=(answer,), status="open")])
    return changed


def test_answers_stand_on_the_cover_and_are_verified_as_they_stood(filled: Filled):
    store = filled([mention(f"acme cola number {number} of many", number) for number in range(1, 6)])
    ids = [each.id for each in store.export()]
    for lead, hours, answered in zip(ids, (20, 21, 22, 24 * 9, 0.5), (0.5, 0.5, 3, 0.5, None), strict=True):
        last = put(store, lead, hours, answered)
    report = compose(store, ask())
    records = {each.id: each for each in report.records}
    assert records["cases/brand:Acme/now"].value == 4
    assert (records["answered in time/brand:Acme/now"].n, records["answered in time/brand:Acme/now"].unknown) == (3, 1)
    [prose] = [each for each in report.blocks if isinstance(each, Prose) and each.title == "Answers"]
    said = " ".join(map(plain, prose.sentences)).replace("\u202f", " ")
    assert said == "4 posts were put in the inbox. 67 % of the 3 answers that were due came in time; 100 % before."
    store.commit_cases([replace(last, answers=(Answer(url="", by="Bo", at=NOW + HOUR),), status="open")])
    assert verify(store, carried(page(report).encode()), {}).changed == []


def test_where_nothing_was_put_in_the_inbox_nothing_is_said(filled: Filled):
    report = compose(filled([mention("acme cola")]), ask())
    assert not any(isinstance(each, Prose) and each.title == "Answers" for each in report.blocks)
    assert not any(each.metric in ("cases", "answered in time") for each in report.records)
