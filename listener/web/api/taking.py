"""How an operation takes what is sent to it: a body of one shape, never larger than it may be."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from listener.actions.commands import Unclear
from listener.web.security.bodies import body

T = TypeVar("T", bound=BaseModel)


def takes(shape: type[BaseModel]) -> dict[str, Any]:
    """What the document says of it."""
    schema = {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}
    return {"requestBody": {"required": True, "content": {"application/json": schema}}}


async def taken(request: Request, shape: type[T]) -> T:
    """The body. Raises Unclear with the first thing that is wrong."""
    data = await body(request)
    try:
        return shape.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise Unclear(f"{place}: {first['msg']}" if place else first["msg"]) from None
