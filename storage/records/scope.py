"""Whose posts are meant: all that matched, a brand's, or a query's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, get_args

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

ScopeKind = Literal["all", "brand", "query"]


class Scope(str):
    """Written as "all", "brand:NAME" or "query:NAME": it stands so in JSON and in the store, and is made here alone."""

    __slots__ = ()

    ALL: ClassVar[Scope]

    @classmethod
    def brand(cls, name: str) -> Self:
        """The posts of a brand."""
        return cls(f"brand:{name}")

    @classmethod
    def query(cls, name: str) -> Self:
        """The posts of a query."""
        return cls(f"query:{name}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """What somebody wrote. Raises ValueError with what to write instead."""
        scope = cls(text)
        if text != cls.ALL and (scope.kind not in get_args(ScopeKind)[1:] or not scope.name):
            raise ValueError('is no scope; write "all", "brand:NAME" or "query:NAME"')
        return scope

    @property
    def kind(self) -> ScopeKind:
        """What the name is the name of."""
        kind: ScopeKind = self.partition(":")[0]  # type: ignore[assignment]
        return kind

    @property
    def name(self) -> str:
        """Of the brand or the query; "" for all."""
        return self.partition(":")[2]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())


Scope.ALL = Scope("all")
