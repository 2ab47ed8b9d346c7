"""The sections of config.toml that are not plug-ins: their settings, defaults and meaning."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from listener.classify.base import Extensions
from listener.classify.bundle import foreign
from listener.config.hosts import host_of
from storage.errors import StoreError
from storage.opening import Location, locate
from storage.records import Brand, Query, Role, Who


def _store(url: str) -> str:
    try:
        locate(url)
    except StoreError as error:
        raise ValueError(str(error).removeprefix(f"{url} ")) from None
    return url


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is no time zone; write its region and city as "Europe/Berlin", or "UTC"') from None
    return name


def _address(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdigit() and int(port) <= 65_535):
        raise ValueError('is no address to listen on; write host and port as "127.0.0.1:8350"')
    return text


def _host(text: str) -> str:
    if not host_of(text) or host_of(text) != host_of(f"{text}:1"):
        raise ValueError('is no name of a machine; write it without scheme and port, as "listener.example.org"')
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError('is no web address; write it as "https://listener.example.org"')
    return text.rstrip("/")


class Section(BaseModel):
    """What all sections share: unknown keys are errors, values never change."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class ListenerSection(Section):
    """[listener]: the installation itself."""

    store: Annotated[str, AfterValidator(_store)] = Field(
        "data/listener.db", min_length=1, description="Database file, relative to the configuration, or sqlite:///FILE"
    )
    backups: str = Field(
        "",
        description="Folder of the copies that are asked for on a page; left out: `backups` beside the store",
    )
    base_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        None, description="Where people reach the pages; links in mails start with it"
    )
    timezone: Annotated[str, AfterValidator(_timezone)] = Field(
        "UTC", description="For times in mails, quiet hours and daily habits"
    )
    contact: str | None = Field(None, description="Mail or web address told to the sites that are read")
    log: Literal["debug", "info", "warning", "error"] = Field("info", description="How much the service says")
    listen: Annotated[str, AfterValidator(_address)] = Field(
        "127.0.0.1:8350", description="Host and port of the pages, /metrics and /health"
    )
    allowed_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = Field(
        (), description="Names by which the pages are asked for, beside this machine's own and that of base_url"
    )
    keep_reports: timedelta = Field(
        timedelta(days=400),
        ge=timedelta(days=7),
        description="Files of reports beside the store go after this time",
    )
    metrics_token: SecretStr | None = Field(
        None, description='What reads /metrics and all of /health without a person, as "env:NAME"'
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)


class CollectSection(Section):
    """[collect]: how sources are read."""

    keep: Literal["matches", "all"] = Field("matches", description="Store what matches a query, or everything")
    allow_private: tuple[str, ...] = Field(
        (), description="Private hosts that may be read all the same: IPs, networks, names, host:port"
    )
    concurrency: int = Field(50, ge=1, le=1000, description="Sources read at the same time")
    timeout: timedelta = Field(
        timedelta(seconds=60), ge=timedelta(seconds=1), description="Longest time for one whole answer"
    )


class ClassifySection(Section):
    """[classify]: how posts are understood."""

    enabled: bool = Field(default=True, description="false: collect and count only")
    model: str = Field(
        "bundled",
        min_length=1,
        description='"bundled", a folder with a model, or a hub id that then reads sentiment (listener[torch])',
    )
    multilingual: str = Field(
        "bundled",
        description='What reads the languages that `model` does not: "bundled", a folder with a model, or "" for none',
    )
    heads: dict[
        Literal["sentiment", "intent", "emotion", "irony", "offensive", "risk"], Annotated[str, Field(min_length=1)]
    ] = Field(default_factory=dict, description="Hub ids or folders of other models that answer a head")
    language_models: dict[Annotated[str, Field(pattern="^[a-z]{2}$")], Annotated[str, Field(min_length=1)]] = Field(
        default_factory=dict, description="Hub ids or folders of models that read the sentiment in other languages"
    )
    languages: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = Field(
        ("en", "de", "fr", "es", "it", "pt", "nl"),
        min_length=1,
        description="ISO 639-1 codes expected where a source does not name its language, beside those read",
    )

    @property
    def bundle(self) -> str:
        """The model that learns: the bundled one where `model` is one of a hub."""
        return "bundled" if foreign(self.model) else self.model

    def extensions(self, store: Location) -> Extensions:
        """What reads beside the model: other models, and the heads that were taught, which stand beside the store."""
        return Extensions(
            taught=str(store.folder / "taught"),
            heads=tuple(self.heads.items()),
            languages=tuple(self.language_models.items()),
            multilingual=self.multilingual,
        )


class HeartbeatSection(Section):
    """[heartbeat]: a sign of life to the outside, so that somebody else notices when this service is dead."""

    url: SecretStr | None = Field(None, description='Address that is called as long as all is well, as "env:NAME"')
    every: timedelta = Field(timedelta(minutes=5), ge=timedelta(seconds=30), description="How often")


class TroublesSection(Section):
    """[troubles]: who is told of sources that cannot be read for long, or are silent against their habit."""

    to: tuple[Who, ...] = Field((), description='For whom: "person:NAME" or "target:NAME"; left out: nobody is sent it')
    after: timedelta = Field(
        timedelta(hours=2), ge=timedelta(minutes=5), description="How long a source must have been unreadable"
    )


class ActionsSection(Section):
    """[actions]: what people and other programs may do from outside: links in mails, incoming webhooks."""

    secret: SecretStr | None = Field(
        None, description='Key that signs links and webhooks, as "env:NAME"; left out: made at the first start'
    )
    links: timedelta = Field(
        timedelta(days=3), gt=timedelta(0), le=timedelta(days=30), description="How long the links of a message work"
    )
    webhook: bool = Field(default=False, description="Whether signed webhooks may act on incidents")


class BrandSection(Section):
    """[[brands]]: something people talk about."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    role: Role = Field("own", description="own, competitor or topic")

    def record(self) -> Brand:
        """As the rest of the application knows it."""
        return Brand(name=self.name, role=self.role)


class QuerySection(Section):
    """[[queries]]: the words that make a post one about a brand."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    brand: str = Field(min_length=1, description="Name of the brand it belongs to")
    expression: str = Field(min_length=1, description="What must be said, as '\"acme cola\" OR #acme'")

    def record(self) -> Query:
        """As the rest of the application knows it."""
        return Query(name=self.name, brand=self.brand, expression=self.expression)
