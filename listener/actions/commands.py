"""What somebody wants done with an incident, from whichever way it came: a link, a form, a webhook."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from listener.actions import incidents
from listener.app import App
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, Incident

LONGEST_NAME, LONGEST_TEXT = 80, 2000
Name = Annotated[str, BeforeValidator(lambda value: one_line(value, LONGEST_NAME) if isinstance(value, str) else value)]
Text = Annotated[str, BeforeValidator(lambda value: one_line(value, LONGEST_TEXT) if isinstance(value, str) else value)]


class Unclear(ListenerError):
    """A wish that cannot be fulfilled as it was written; the sentence says what to write."""


class Command(BaseModel):
    """One step.

    Attributes:
        who: The name of the person who wants it.
        text: Of a note.
        severity: The new one, 1 to 3.
        to: The person to hand over to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Literal["acknowledge", "escalate", "resolve", "useful", "noise", "note", "severity", "handover"]
    who: Name = ""
    text: Text = ""
    severity: int | None = None
    to: Name = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not _visible(self.who):
            raise ValueError("your name is missing")
        if self.action == "note" and not _visible(self.text):
            raise ValueError("the note is empty")
        if self.action == "handover" and not _visible(self.to):
            raise ValueError("nobody is named to take over")
        if self.action == "severity" and self.severity not in {1, 2, 3}:
            raise ValueError("the severity must be 1 (highest), 2 or 3")
        return self


def _visible(text: str) -> bool:
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def command(fields: dict[str, Any]) -> Command:
    """Read and check it. Raises Unclear with one sentence."""
    try:
        return Command.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "value_error":
            raise Unclear(f"{first['ctx']['error']}") from None
        place = ".".join(str(part) for part in first["loc"])
        raise Unclear(f'"{one_line(place, LONGEST_NAME)}": {first["msg"]}') from None


async def carry_out(app: App, id: int, command: Command, actor: Actor) -> Incident:
    """Do it. Raises Conflict if somebody else was first, ListenerError if there is no such incident."""
    match command.action:
        case "acknowledge":
            return await incidents.acknowledge(app, id, actor)
        case "escalate":
            return await incidents.escalate(app, id, actor)
        case "resolve":
            return await incidents.resolve(app, id, actor)
        case "useful" | "noise":
            return await incidents.verdict(app, id, command.action == "useful", actor)
        case "note":
            return await incidents.note(app, id, command.text, actor)
        case "severity":
            return await incidents.set_severity(app, id, command.severity or 0, actor)
        case "handover":
            return await incidents.hand_over(app, id, command.to, actor)
