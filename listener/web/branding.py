"""The addresses of brands, of what people write beside the counts, and of what is given out."""

from __future__ import annotations

from starlette.routing import Route

from listener.app import App
from listener.web.drawing import Show
from listener.web.views.annotations import AnnotationsView
from listener.web.views.brands import BrandsView, BrandView, CompareView
from listener.web.views.out import OutView


def brands(app: App, show: Show) -> list[Route]:
    """All of them."""
    annotations, out = AnnotationsView(app, show), OutView(app)
    return [
        Route("/brands", BrandsView(app, show).look, methods=["GET"]),
        Route("/brands/{name:path}", BrandView(app, show).look, methods=["GET"]),
        Route("/compare", CompareView(app, show).look, methods=["GET"]),
        Route("/annotations", annotations.look, methods=["GET"]),
        Route("/annotations", annotations.act, methods=["POST"]),
        Route("/out/{token}.atom", out.feed, methods=["GET"]),
        Route("/out/{token}.svg", out.chart, methods=["GET"]),
        Route("/out/{token}.ics", out.calendar, methods=["GET"]),
    ]
