"""Lessons of an installation: texts from files, learned on its shelf, and applied at once to stored mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from listener.classify.base import HEADS, Item
from listener.classify.bundled import Bundled
from listener.classify.datasets import read_rows
from listener.classify.taught import Shelf, Taught, digest
from listener.classify.teach import FEWEST, OWN, Lesson, teach_head, teach_label, untaught
from listener.wording.figures import counted
from storage.errors import ListenerError
from storage.records import Classification, StoredMention

Tell = Callable[[StoredMention], Item]
Keyed = tuple[int, int]
MOST, BACKGROUND = 50, 300
YES = frozenset({"yes", "true", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stored mention that is read otherwise than before.

    Attributes:
        before, after: Labels of the head; None where it is not read, or in doubt.
    """

    mention: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What corrections did to stored mentions and to texts that nobody corrected.

    Attributes:
        given: How many corrections were given this time.
        read_again: Stored mentions of corrected texts, whether or not their label is another now.
        changes: Those of them whose label is another.
        others: How many texts that nobody corrected were looked at; 0 where nothing was learned from the corrections.
        differently: How many of those have another label now.
    """

    outcome: Outcome
    given: int
    read_again: int
    changes: tuple[Change, ...]
    others: int
    differently: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What teaching gave.

    Attributes:
        taught: The version that was kept; None where nothing was.
        lesson: None where there were too few corrections to learn from.
        adopted: Whether readings of other texts follow it.
    """

    head: str
    taught: Taught | None
    lesson: Lesson | None

    @property
    def adopted(self) -> bool:
        return bool(self.taught and self.lesson and self.lesson.better)


def pairs(path: Path, text: str, label: str) -> list[tuple[str, str]]:
    """(text, label) of every row of a CSV or JSONL file; the label is "" where there is no such column.

    Raises:
        ListenerError: the file cannot be read, is empty, or has no column of the texts.
    """
    found: list[tuple[str, str]] = []
    for number, row in read_rows(path):
        if row.get(text) is None:
            raise ListenerError(f"{path}, row {number}: no column {text!r}; there are {', '.join(map(str, row))}")
        found.append((str(row[text]), str(row.get(label) or "").strip()))
    if not found:
        raise ListenerError(f"{path} holds no rows")
    return found


def labelled(path: Path, text: str, label: str) -> list[tuple[str, str]]:
    """The same, where every row must have its label."""
    found = pairs(path, text, label)
    if missing := [number for number, (_, answer) in enumerate(found, 1) if not answer]:
        raise ListenerError(f"{path}: text {missing[0]} of {len(found)} has no label in the column {label!r}")
    return found


def correct(
    model: Bundled, shelf: Shelf, head: str, corrections: Sequence[tuple[str, str]], background: Sequence[str]
) -> Outcome:
    """Keeps corrections of a head, and adopts what is learned from them where it is better.

    Args:
        background: texts whose present answers are right as far as anybody knows.

    Raises:
        ListenerError: there is no such head or label.
    """
    nothing = untaught(model, head, [label for _, label in corrections])
    if len(corrections) < FEWEST:
        return Outcome(head=head, taught=shelf.correct(nothing, corrections), lesson=None)
    lesson = teach_head(model, head, corrections, without(background, [text for text, _ in corrections]))
    kept = shelf.keep(lesson, corrections) if lesson.better else shelf.correct(nothing, corrections)
    return Outcome(head=head, taught=kept, lesson=lesson)


def own_label(
    model: Bundled, shelf: Shelf, name: str, rows: Sequence[tuple[str, str]], background: Sequence[str]
) -> Outcome:
    """An own label from rows of (text, yes or no); without a label a row is an example of it.

    Args:
        background: texts of which nobody knows; those least like the examples are taken to be without the label.

    Raises:
        ListenerError: too few or too many examples, a name that the model has itself, or a label besides yes and no.
    """
    if name in (*HEADS, "toward") or not name.strip():
        raise ListenerError(f"{name!r} is a name of the model's own; take another one, as topic:{name or 'delivery'}")
    answers = [(text, _yes(label, name)) for text, label in rows]
    examples, others = [t for t, yes in answers if yes], [t for t, yes in answers if not yes]
    if not FEWEST <= len(examples) <= MOST:
        raise ListenerError(f"{name}: {counted(len(examples), 'example')}; it takes {FEWEST} to {MOST}")
    lesson = teach_label(model, name, examples, others, without(background, [text for text, _ in rows]))
    corrections = [(text, OWN[yes]) for text, yes in answers]
    return Outcome(head=name, taught=shelf.keep(lesson, corrections) if lesson.better else None, lesson=lesson)


def _yes(label: str, name: str) -> bool:
    if label.lower() in {"", name.lower(), *YES}:
        return True
    if label.lower() in {"no", "false", "0"}:
        return False
    raise ListenerError(f"{name}: the label {label!r} is neither yes nor no")


def without(background: Iterable[str], texts: Iterable[str]) -> list[str]:
    """At most BACKGROUND different texts that are not among `texts`."""
    known, kept = {digest(text) for text in texts}, list[str]()
    for text in background:
        if (key := digest(text)) not in known:
            known.add(key)
            kept.append(text)
    return kept[:BACKGROUND]


def all_corrections(
    stored: Iterable[StoredMention], corrections: Sequence[tuple[str, str]], earlier: Mapping[str, str], tell: Tell
) -> list[tuple[str, str]]:
    """The corrections; those that name a stored mention's text without its title again with it, as it is read so; and
    `earlier` ones, digest -> label, whose texts are still stored."""
    labels = {digest(text): label for text, label in corrections}
    more: dict[str, str] = {}
    for each in stored:
        text = tell(each).text
        if earlier and (key := digest(text)) in earlier and key not in labels:
            more[text] = earlier[key]
        if each.mention.title and (key := digest(each.mention.text)) in labels:
            more[text] = labels[key]
    return [*corrections, *more.items()]


def reread(
    stored: Iterable[StoredMention],
    keys: frozenset[str],
    tell: Tell,
    read: Callable[[list[Item]], Sequence[Classification]],
) -> Mapping[Keyed, Classification]:
    """New readings of the stored mentions whose text has one of these digests and that had been read."""
    found = [(each, told) for each in stored if each.classification and digest((told := tell(each)).text) in keys]
    readings = read([told for _, told in found])
    return {(each.id, each.mention.revision): r for (each, _), r in zip(found, readings, strict=True)}
