"""The subject of a mail and the title of a push: what it is, whose brand, the latest number, or one post's words."""

from __future__ import annotations

from listener.wording.scopes import about
from listener.wording.text import one_line
from storage.records import Notice, NoticeKind

PREFIX = "[Listener]"
LONGEST = 120
QUOTED = 80
_KINDS: dict[NoticeKind, str] = {
    "page": "PAGE",
    "opened": "NEW",
    "updated": "UPDATE",
    "resolved": "RESOLVED",
    "handover": "HANDED OVER",
    "reminder": "REMINDER",
    "digest": "DIGEST",
    "test": "TEST",
    "report": "REPORT",
    "review": "REVIEW",
    "assigned": "FOR YOU",
    "trouble": "SOURCES",
}
_OF_NOBODY = ("test", "digest", "report", "review", "assigned", "trouble")

_GOES_ON = ("opened", "updated", "resolved")


def subject(notice: Notice) -> str:
    """Mails of an incident thread by their headers, so each subject may say what is new."""
    return f"{PREFIX} {headline(notice)}"


def headline(notice: Notice) -> str:
    """The same where everybody sees who writes: in chats."""
    drill = "DRILL: " if notice.drill else ""
    whose = "" if notice.kind in _OF_NOBODY else one_line(notice.brand, QUOTED) or about(notice.scope)
    what = _what(notice).removeprefix(f"{whose}: ")
    return f"{drill}{_KINDS[notice.kind]}{_by(notice)}{whose and f' {whose}'}: {what}"


def steady(notice: Notice) -> str:
    """The same for all that an incident tells, as Gmail asks of mails that it shows as one conversation.

    A page keeps its own, so that it stands at the top of an inbox.
    """
    if notice.incident_id is None or notice.kind not in _GOES_ON:
        return subject(notice)
    whose = one_line(notice.brand, QUOTED) or about(notice.alerts[0].scope if notice.alerts else notice.scope)
    return f"{PREFIX} {'DRILL: ' if notice.drill else ''}{whose}: incident {notice.incident_id}"


def _by(notice: Notice) -> str:
    if notice.kind != "resolved":
        return ""
    return f" by {one_line(notice.by, QUOTED) or 'itself'},"


def _what(notice: Notice) -> str:
    title = one_line(notice.news or notice.title, LONGEST) or "Untitled"
    if notice.kind == "updated" and notice.fresh:
        new = f"{notice.fresh:,} new post{'s' if notice.fresh > 1 else ''}"
        if notice.news or not notice.samples:
            return f"{title}; {new}"
        return f"{new}, {_which(notice)}{_words(notice)}"
    return _words(notice) if notice.kind in ("page", "opened") and is_one_post(notice) else title


def _which(notice: Notice) -> str:
    """Which of the new posts is quoted first."""
    first, *others = notice.samples
    if notice.fresh == 1:
        return ""
    return "the newest " if all(first.said_at >= each.said_at for each in others) else "among them "


def is_one_post(notice: Notice) -> bool:
    """Whether its gravest alerts are about one and the same post, which it quotes first: a post that joins a smaller
    matter wakes people by its own words."""
    gravest = [alert for alert in notice.alerts if alert.severity == min(each.severity for each in notice.alerts)]
    posts = {id for alert in gravest for id in alert.evidence}
    first = {sample.mention_id for sample in notice.samples[:1]}
    return len(posts) == 1 and posts == first and not any(alert.lasting or alert.value > 1 for alert in gravest)


def _words(notice: Notice) -> str:
    return f"“{one_line(notice.samples[0].text, QUOTED)}”"
