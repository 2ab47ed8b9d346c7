"""Who is meant to get a message: a person, whoever is on call, or a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, get_args

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

WhoKind = Literal["person", "oncall", "target"]


class Who(str):
    """Written as "person:NAME", "oncall:ROTATION", "target:NAME" or the bare name of a target."""

    __slots__ = ()

    @classmethod
    def person(cls, name: str) -> Self:
        """Somebody, by every way to them."""
        return cls(f"person:{name}")

    @classmethod
    def oncall(cls, name: str) -> Self:
        """Whoever's turn it is in a rotation."""
        return cls(f"oncall:{name}")

    @classmethod
    def target(cls, name: str) -> Self:
        """A target, by its bare name where that can be no other's."""
        return cls(f"target:{name}" if ":" in name else name)

    @classmethod
    def parse(cls, text: str) -> Self:
        """What somebody wrote. Raises ValueError with what to write instead."""
        who = cls(text)
        if who.kind not in get_args(WhoKind) or not who.name:
            raise ValueError('names nobody; write "person:NAME", "oncall:ROTATION" or the name of a target')
        return who

    @property
    def kind(self) -> WhoKind:
        """What the name is the name of; "oncall" stands for a rotation."""
        kind: WhoKind = self.partition(":")[0] if ":" in self else "target"  # type: ignore[assignment]
        return kind

    @property
    def name(self) -> str:
        """Of the person, the rotation or the target."""
        return self.partition(":")[2] if ":" in self else str(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())
