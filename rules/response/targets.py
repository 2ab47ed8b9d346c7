"""What the configuration promises of incidents and crises: how soon they are seen, taken, answered and over."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Length = Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=90))]


class ResponseSection(BaseModel):
    """[response]: targets of incidents and crises; what is left out has none, and nothing is said of it."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    seen: Length | None = Field(
        None, description="Target: the first alert comes within so much time after the first post of what drove it"
    )
    taken: Length | None = Field(
        None, description="Target: somebody takes an incident within so much time after its first alert"
    )
    first_answer: Length | None = Field(
        None,
        description="Target: the first update to stakeholders or published statement of a crisis comes within so much "
        "time after the first alert",
    )
    resolution: Length | None = Field(
        None, description="Target: an incident is over within so much time after its first alert"
    )
    recovery: Length | None = Field(
        None, description="Target: volume and tone are as before within so much time after the first alert of a crisis"
    )
