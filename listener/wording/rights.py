"""The terms of a place as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from listener.wording.durations import span
from storage.records import Rights

OFF = "where it is switched off, texts are forgotten by then"
LEFT = "where it does not answer in time or is switched off, texts are forgotten by then"


def sentences(rights: Rights, *, asked: bool, told: bool) -> list[str]:
    """All that is asked, one sentence each, and what is free; the address of the terms last.

    Args:
        asked: Whether the place can be asked what was deleted there.
        told: Whether it tells that by itself.
    """
    return [*_kept(rights, asked=asked, told=told), *_said(rights)]


def _kept(rights: Rights, *, asked: bool, told: bool) -> Iterator[str]:
    limit = rights.follow_deletions
    if limit and not (asked or told):
        yield (
            f"Texts are kept for {span(min(limit, rights.keep or limit))} at most: what is deleted there must be gone "
            f"here within {span(limit)}, and it cannot be asked."
        )
        return
    yield f"Texts may be kept for {span(rights.keep)}." if rights.keep else "Texts may be kept as long as you like."
    if limit:
        how = f"it is asked again and again, and {LEFT}" if asked else f"it tells what is deleted, and {OFF}"
        yield f"What is deleted there must be gone here within {span(limit)}: {how}."


def _said(rights: Rights) -> Iterator[str]:
    yield "Texts may be exported." if rights.exportable else "Texts must not be exported; numbers and addresses may."
    yield (
        "Authors may be joined with people known from elsewhere."
        if rights.joinable
        else "Authors must not be joined with people known from elsewhere."
    )
    yield (
        "Texts may go to a model that somebody else runs."
        if rights.outside_models
        else "Texts must not go to a model that somebody else runs."
    )
    if rights.attribution:
        yield f"Wherever a text is shown, this stands beside it: {rights.attribution}."
    if rights.terms:
        yield f"The terms: {rights.terms}"
