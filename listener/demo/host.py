"""The web of the demo's world: feeds and APIs with ETags, a shop that wants patience, a broken feed, a mailbox."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from listener.demo.documents import atom, reviews, rss, statuses, topics
from listener.demo.mailbox import Mail, Mailbox
from listener.demo.posts import START, Post, posts, visible
from listener.web.drawing import pages
from listener.web.site import site

Writer = Callable[[str, str, Sequence[Post]], bytes]

FEEDS: dict[str, tuple[str, Writer]] = {
    "news": ("application/rss+xml", rss),
    "blogs": ("application/atom+xml", atom),
    "planet": ("application/atom+xml", atom),
}
SHOWN = 80
PAGE = 40
HERE = Path(__file__).parent


class Host:
    """The feed host; it shows what has been published by its own time, which the replay sets."""

    def __init__(self, mailbox: Mailbox, zone: Callable[[], ZoneInfo]) -> None:
        self.now = START
        self._mailbox = mailbox
        self._show = pages(HERE / "templates", zone)

    def app(self) -> ASGIApp:
        """Everything that the world serves."""
        return site(
            [
                Route("/clock", self._set_clock, methods=["PUT"]),
                Route("/feeds/broken", self._broken),
                Route("/feeds/{name}", self._feed),
                Route("/forum/posts.json", self._forum),
                Route("/reviews/api/reviews", self._reviews),
                Route("/social/api/v1/timelines/public", self._social),
                Route("/", self._mails),
                Route("/mail/{id:number}", self._mail),
                Route("/mail/{id:number}/body", self._mail_body),
                Mount("/static", StaticFiles(directory=HERE.parent / "web" / "static")),
                Route("/forum/t/{slug}/{number:int}/1", self._post),
                Route("/{feed}/{id}", self._post),
            ]
        )

    async def _set_clock(self, request: Request) -> Response:
        self.now = datetime.fromisoformat((await request.body()).decode())
        return PlainTextResponse("ok")

    async def _feed(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in FEEDS:
            raise HTTPException(404)
        kind, write = FEEDS[name]
        return self._shown(request, write, kind, visible(name, self.now, SHOWN))

    async def _forum(self, request: Request) -> Response:
        """The newest posts, or those before one, as Discourse pages."""
        before = int(request.query_params.get("before", sys.maxsize))
        older = [post for post in visible("forum", self.now, SHOWN) if post.number < before]
        return self._shown(request, topics, "application/json", older[:PAGE])

    async def _social(self, request: Request) -> Response:
        """The newest statuses, or those before one, with the address of the next page as Mastodon gives it."""
        before = int(request.query_params.get("max_id", sys.maxsize))
        older = [post for post in visible("social", self.now, SHOWN) if post.number < before]
        answer = self._shown(request, statuses, "application/json", older[:PAGE])
        if len(older) > PAGE:
            answer.headers["Link"] = f'<{request.url.replace(query=f"max_id={older[PAGE - 1].number}")}>; rel="next"'
        return answer

    async def _reviews(self, request: Request) -> Response:
        if self.now.hour % 6 == 5:
            return self._come_back_later()
        return self._shown(request, reviews, "application/json", visible("reviews", self.now, SHOWN))

    def _shown(self, request: Request, write: Writer, kind: str, found: Sequence[Post]) -> Response:
        body = write(request.path_params.get("name", "A shop"), str(request.base_url).rstrip("/"), found)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=kind, headers=headers)

    def _come_back_later(self) -> Response:
        """429 in both forms that Retry-After has."""
        until = self.now + timedelta(minutes=20)
        form = "1200" if self.now.hour % 12 == 5 else format_datetime(until, usegmt=True)
        return Response(status_code=429, headers={"Retry-After": form})

    async def _broken(self, _: Request) -> Response:
        """What a misconfigured site really answers: a page, with status 200."""
        return HTMLResponse("<!doctype html><title>Maintenance</title><p>We will be back soon.</p>")

    async def _post(self, request: Request) -> Response:
        wanted = request.url.path
        found = next((post for post in (*posts("history"), *posts("replay")) if post.path == wanted), None)
        if found is None or found.published_at > self.now:
            raise HTTPException(404)
        return self._show("post.html", post=found)

    async def _mails(self, _: Request) -> Response:
        return self._show("mailbox.html", mails=self._mailbox.mails()[::-1])

    async def _mail(self, request: Request) -> Response:
        return self._show("mail.html", mail=self._found(request))

    async def _mail_body(self, request: Request) -> Response:
        """The mail's own HTML as a mail program draws it: its own styles, nothing loaded from elsewhere."""
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"
        return HTMLResponse(self._found(request).html, headers={"Content-Security-Policy": policy})

    def _found(self, request: Request) -> Mail:
        mails = {mail.id: mail for mail in self._mailbox.mails()}
        if request.path_params["id"] not in mails:
            raise HTTPException(404)
        return mails[request.path_params["id"]]
