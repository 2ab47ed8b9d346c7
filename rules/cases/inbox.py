"""What the configuration says of the inbox: which posts are put in, and how the desk works that answers them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rules.cases.hours import Hours
from rules.cases.tags import tag

Tag = Annotated[str, AfterValidator(tag)]
Length = Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=90))]


class InboxRule(BaseModel):
    """What is put in the inbox. The rules are asked in their order, and the first one that a post satisfies decides;
    one that satisfies none of them is not put in."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="Unique name; it is told as the reason")
    expression: str = Field(
        "", description="What a post must satisfy, in the language of searches: 'intent:complaint AND \"lid\"'"
    )
    brands: tuple[str, ...] = Field((), description="Only posts about these brands; left out: about any")
    followers: int | None = Field(None, ge=0, description="The author has at least so many followers")
    assignee: str | None = Field(None, description="Name of the person whose it is")
    team: str | None = Field(None, description="Name of the team among whom somebody takes it")
    due: Length | None = Field(None, description="Within how much staffed time it is to be answered")
    tags: tuple[Tag, ...] = Field((), description="Tags that it gets")
    put: Literal["in", "not in"] = Field("in", description='"not in": what satisfies it stays out')

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.put == "not in" and (self.assignee or self.team or self.due or self.tags):
            raise ValueError("keeps posts out, so nobody gets them: leave assignee, team, due and tags away")
        if not (self.expression.strip() or self.brands or self.followers is not None):
            raise ValueError('asks for nothing; write expression = "…", brands = […] or followers = …')
        return self


class Team(BaseModel):
    """People among whom somebody takes a case."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="Unique name; its identity")
    people: tuple[str, ...] = Field(min_length=1, description="Names of people")


class DeskSection(BaseModel):
    """[desk]: how the inbox is worked."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    hours: Hours | None = Field(
        None, description='When it is staffed: { from = "09:00", to = "17:00" }; left out: always'
    )
    vips: tuple[str, ...] = Field((), description="Handles for whom one hurries")
    vip_followers: int | None = Field(None, ge=1, description="Authors with so many followers are such too")
    own: tuple[str, ...] = Field((), description="Our own handles: what they say is no work")
    approval: bool = Field(default=False, description="Answers need somebody else's approval")
    first_answer: Length | None = Field(None, description="Target: the first answer comes within so much staffed time")
    resolution: Length | None = Field(None, description="Target: a case is closed within so much staffed time")
