"""A form that could not be obeyed, on the page that says so: in sight, as it was sent, and beside the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

BUTTONS = ("action", "do")
"""What the buttons of forms are called: what a form asks for is the value of the one that was pressed."""
NOT_TYPED = {"token", "read", "back", "who", *BUTTONS}
REASON = "refused"


def put_back(page: str, fields: Mapping[str, str]) -> str:
    """The page with that form open, filled in as it was sent, its reason in it and the cursor too; so without scripts.

    A form that is there no more, and one into which nothing is written, leave the reason where the page says it.
    """
    tree = LexborHTMLParser(page)
    reason, form = tree.css_first(".said[role=alert]"), _sent(tree, fields)
    typed = list(_typed(form)) if form else []
    if form is None or reason is None or not typed:
        return page
    for place in _around(form):
        if place.tag == "details":
            place.attrs["open"] = ""
    for each in typed:
        _fill(each, fields)
    reason.attrs["id"] = REASON
    first = next((each for each in typed if _lacks(each)), typed[0])
    first.attrs["autofocus"], first.attrs["aria-describedby"] = "", REASON
    beside = form.first_child
    assert beside is not None  # it has fields
    beside.insert_before(reason.clone())
    reason.decompose()
    return tree.html or page


def _sent(tree: LexborHTMLParser, fields: Mapping[str, str]) -> LexborNode | None:
    """The form whose fields these are: with the button that was pressed, and about the same thing."""
    wanted = {name: fields[name] for name in BUTTONS if name in fields}
    fitting = [each for each in tree.css("form[method=post]") if _has(each, wanted) and _concerns(each, fields)]
    return max(fitting, key=lambda form: len(_names(form) & set(fields)), default=None)


def _has(form: LexborNode, pressed: Mapping[str, str]) -> bool:
    offered = {
        (each.attributes.get("name"), each.attributes.get("value")) for each in form.css("button, [type=hidden]")
    }
    return set(pressed.items()) <= offered


def _concerns(form: LexborNode, fields: Mapping[str, str]) -> bool:
    hidden = {each.attributes.get("name"): each.attributes.get("value") or "" for each in form.css("[type=hidden]")}
    return all(fields.get(name or "") == value for name, value in hidden.items() if name not in NOT_TYPED)


def _names(form: LexborNode) -> set[str | None]:
    return {each.attributes.get("name") for each in form.css("[name]")}


def _typed(form: LexborNode) -> Iterable[LexborNode]:
    """The fields that people fill in."""
    for each in form.css("input, select, textarea"):
        if each.attributes.get("name") and each.attributes.get("type") not in ("hidden", "submit", "button"):
            yield each


def _around(node: LexborNode) -> Iterable[LexborNode]:
    while (parent := node.parent) is not None:
        yield parent
        node = parent


def _lacks(field: LexborNode) -> bool:
    """Whether it must be filled in, and is empty."""
    written = field.text() if field.tag == "textarea" else field.attributes.get("value")
    return "required" in field.attributes and field.tag != "select" and not (written or "").strip()


def _fill(field: LexborNode, fields: Mapping[str, str]) -> None:
    name, kind = field.attributes.get("name") or "", field.attributes.get("type")
    if kind in ("checkbox", "radio"):
        _mark(field, "checked", fields.get(name) == (field.attributes.get("value") or "on"))
    elif field.tag == "select":
        options = field.css("option")
        values = [each.attributes.get("value", each.text()) or "" for each in options]
        for option, value in zip(options, values, strict=True):
            if fields.get(name) in values:
                _mark(option, "selected", value == fields[name])
    elif name in fields and field.tag == "textarea":
        field.inner_html = str(escape(fields[name]))
    elif name in fields and kind not in ("password", "file"):
        field.attrs["value"] = fields[name]


def _mark(node: LexborNode, attribute: str, on: bool) -> None:
    if on:
        node.attrs[attribute] = ""
    elif attribute in node.attributes:
        del node.attrs[attribute]
