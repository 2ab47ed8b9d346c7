"""The page docs/sources.md, written from the sources themselves: `python -m listener.config.kinds_reference`."""

from __future__ import annotations

from collections.abc import Iterator

from listener.config.kinds import NEEDS, PROOFS, Sort, kinds
from listener.wording import markdown
from listener.wording.rights import sentences

INTRODUCTION = """# Sources

Every kind of place that can be listened to, what it costs and needs, and a block to paste into `config.toml`. This page
is written by `make docs` from the sources themselves; `listener sources` prints the same on a terminal,
`listener sources show KIND` a block, and `listener sources try KIND` shows what comes before anything is saved.
`listener sources add KIND --set url=…` does both in one command: it shows what comes, and writes the block.

Kinds that search ask for the words of your queries; the others bring everything, and what nobody asked for is dropped.
Reviews of your own app, comments on your own page and answers to your own survey rarely name the brand: a query
`source:NAME` takes all that the source of that name brings, and no other place is searched for it.
All settings stand in the [configuration reference](configuration.md#sources). A place that is not here may still be
read: [any site, without code](any-site.md).
"""


def reference() -> str:
    """The whole page."""
    found = kinds()
    rows = [
        (f"[{each.title}](#{_anchor(each)})", f"`{each.type}`", NEEDS[each.about.needs], each.about.cost, each.meaning)
        for each in found
    ]
    return "\n".join(
        [
            INTRODUCTION,
            markdown.table(("place", "type", "needs", "costs", "what it reads"), rows),
            *map(_section, found),
        ]
    )


def _section(each: Sort) -> str:
    facts = "\n".join(f"- {fact}" for fact in facts_of(each))
    return f"## {_heading(each)}\n\n{each.meaning}\n\n{facts}\n\n```toml\n{each.block}```\n"


def facts_of(each: Sort) -> Iterator[str]:
    """What to know before choosing it, a sentence each."""
    about = each.about
    yield f"Needs {NEEDS[about.needs]}; costs: {about.cost}." + (f" {about.how}" if about.how else "")
    yield f"It is {' and '.join(each.ways)}" + (
        ", with the words of the queries." if about.searches else "; it brings everything."
    )
    if about.quota:
        yield f"Allowed: {about.quota}."
    if about.blind:
        yield f"It cannot see: {about.blind}."
    yield _past(each)
    yield f"{PROOFS[about.proof]} Documents: {about.documentation}" if about.documentation else PROOFS[about.proof]
    yield " ".join(sentences(about.rights, asked=each.rechecks, told=each.tells))


def _past(each: Sort) -> str:
    said = each.about.past
    if not each.remembers:
        return f"It cannot be asked for the past: {said or 'import a file of it with `listener import`'}."
    return f"`listener backfill` brings its past, {said or 'as far back as you like'}."


def _heading(each: Sort) -> str:
    return f"{each.title} ({each.type})"


def _anchor(each: Sort) -> str:
    kept = "".join(sign for sign in _heading(each).lower() if sign.isalnum() or sign in "-_ ")
    return kept.replace(" ", "-")


if __name__ == "__main__":
    print(reference(), end="")
