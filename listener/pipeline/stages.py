"""All stages together, as the service ticks them and as a replay steps through them."""

from __future__ import annotations

from listener.app import App
from listener.pipeline.classify import classify
from listener.pipeline.collect import Collector
from listener.pipeline.deliver import Deliverer
from listener.pipeline.escalate import escalate
from listener.pipeline.evaluate import evaluate
from listener.pipeline.inbox import file_cases
from listener.pipeline.remind import remind
from listener.pipeline.report import send_reports
from listener.pipeline.weekly import send_weekly


class Stages:
    """The stages over one application."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.collector = Collector(app)
        self.deliverer = Deliverer(app)

    async def step(self) -> None:
        """Everything that is due at this moment, to the end: the same moment stepped twice does nothing new."""
        await self.collector.tick()
        await self.collector.settle()
        while await classify(self.app):
            pass
        await evaluate(self.app)
        await file_cases(self.app)
        await escalate(self.app)
        await remind(self.app)
        await send_weekly(self.app)
        await send_reports(self.app)
        await self.deliverer.tick()
        await self.deliverer.settle()

    async def stop(self, patience: float = 20.0) -> None:
        """Let what is under way come to its end."""
        await self.collector.stop(patience)
        await self.deliverer.stop(patience)
