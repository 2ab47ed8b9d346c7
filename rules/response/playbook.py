"""Playbooks: Markdown with check-boxes and their owners, holding statements with variables; read, filled, written back.

# Title                        what it is called; the paragraph below says when to use it
## Heading
- [ ] What to do (owner)       owner: a duty or a person, in brackets at the end
## Never say
- A sentence                   what must not be said
## Holding statements
### Name
> Words with {variables}
## Drill
Posts: 140                     how many posts the made crisis counts, and
Usually: 4                     how many there usually are; each may be left out
- A sentence                   what a drill with this playbook says has happened; the first is the headline
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.wording.moments import utc
from storage.records import Task

STATEMENTS, NEVER, DRILL = "Holding statements", "Never say", "Drill"
_BOX = re.compile(r"^(\s*[-*+] )\[([ xX])\] (.+?)(?: \(([^()]+)\))?\s*$")
_HEADING = re.compile(r"^(#{1,3}) +(.+?)\s*$")
_BULLET = re.compile(r"^\s*[-*+] (.+?)\s*$")
_FIGURE = re.compile(r"^(Posts|Usually): *(\d{1,9})\s*$")
_VARIABLE = re.compile(r"\{(\w+)\}")
_MARK = re.compile(r" — done by .+? (?:at|on) (?:\d{1,2} \w\w\w \d\d:\d\d UTC|an unknown time)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """A playbook as it was read.

    Attributes:
        name: What it is asked for by: the file's name without its ending.
        title: The first heading; the name where there is none.
        purpose: The first paragraph.
        statements: (name, text) of each holding statement, variables unfilled.
        never: What must not be said.
        scenario: What a drill says has happened, the headline first.
        posts, usually: How many posts a drill counts, and how many are usual; None where the playbook gives none.
        text: The Markdown.
    """

    name: str
    title: str
    purpose: str = ""
    tasks: tuple[Task, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    posts: int | None = None
    usually: int | None = None
    text: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of those in its tasks and statements, each once."""
        return variable_names("\n".join([*(text for _, text in self.statements), *(task.text for task in self.tasks)]))

    def filled(self, variables: Mapping[str, str]) -> Playbook:
        """With the variables that are known put in, in tasks, statements and scenario; others stay as they are."""
        return replace(
            self,
            tasks=tuple(replace(task, text=fill(task.text, variables)) for task in self.tasks),
            statements=tuple((name, fill(text, variables)) for name, text in self.statements),
            scenario=tuple(fill(line, variables) for line in self.scenario),
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is no heading, and the headings it stands under."""

    section: str
    name: str
    text: str


def parse(name: str, text: str) -> Playbook:
    """Read a playbook; whatever is none of its parts stays prose. Never fails."""
    lines = list(_lines(text))
    figures = dict(_figures(lines))
    titles = (found[2] for line in text.splitlines() if (found := _HEADING.match(line)) and found[1] == "#")
    return Playbook(
        name=name,
        title=next(titles, name),
        purpose=_paragraph([line.text for line in lines if not line.section and not line.name]),
        tasks=tuple(task for line in lines if (task := _task(line))),
        statements=tuple(_statements(lines)),
        never=tuple(_bullets(lines, NEVER)),
        scenario=tuple(_bullets(lines, DRILL)),
        posts=figures.get("Posts"),
        usually=figures.get("Usually"),
        text=text,
    )


def fill(text: str, variables: Mapping[str, str]) -> str:
    """The text with `{name}` replaced where the name is known."""
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)


def variable_names(text: str) -> tuple[str, ...]:
    """Names of the variables in it, each once."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def written(title: str, tasks: Sequence[Task]) -> str:
    """Tasks as Markdown with the boxes of those that are done checked; read again, they are the same tasks."""
    lines, section = [f"# {title}"], None
    for task in tasks:
        if task.section != section:
            section = task.section
            lines += ["", f"## {section}", ""]
        lines.append(_box(task))
    return "\n".join(lines) + "\n"


def _box(task: Task) -> str:
    owner = f" ({task.owner})" if task.owner else ""
    if task.done_at is None:
        return f"- [ ] {task.text}{owner}"
    return f"- [x] {task.text} — done by {task.done_by} on {utc(task.done_at)}{owner}"


def _task(line: _Line) -> Task | None:
    found = _BOX.match(line.text)
    if found is None:
        return None
    text = _MARK.sub("", found[3])
    return Task(text=text, section=line.section, owner=found[4])


def _lines(text: str) -> Iterator[_Line]:
    section = name = ""
    for line in text.splitlines():
        found = _HEADING.match(line)
        if found is None:
            yield _Line(section, name, line)
        elif found[1] == "##":
            section, name = found[2], ""
        elif found[1] == "###":
            name = found[2]


def _statements(lines: Sequence[_Line]) -> Iterator[tuple[str, str]]:
    names = dict.fromkeys(line.name for line in lines if line.section == STATEMENTS and line.name)
    for name in names:
        quoted = [line.text.removeprefix(">").strip() for line in lines if _under(line, STATEMENTS, name)]
        if text := "\n".join(quoted).strip():
            yield name, re.sub(r"(?<=\S)\n(?=\S)", " ", text)


def _under(line: _Line, section: str, name: str) -> bool:
    return (line.section, line.name) == (section, name)


def _bullets(lines: Sequence[_Line], section: str) -> Iterator[str]:
    for line in lines:
        if line.section == section and (found := _BULLET.match(line.text)):
            yield found[1]


def _figures(lines: Sequence[_Line]) -> Iterator[tuple[str, int]]:
    for line in lines:
        if line.section == DRILL and (found := _FIGURE.match(line.text)):
            yield found[1], int(found[2])


def _paragraph(lines: Sequence[str]) -> str:
    whole = "\n".join(lines).strip()
    return " ".join(whole.split("\n\n")[0].split())
