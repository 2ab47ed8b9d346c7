"""How people sign in, as the configuration says it; what cannot be is told with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from listener.config.config import Config
from listener.config.loading import load
from rules.alerting.people import Person
from storage.errors import ConfigError

PEOPLE = """
[[people]]
name = "Mia"
role = "{role}"

[[people]]
name = "Bo"
"""
PAGED = '[[policies]]\nname = "wake"\nlevels = [{ page = ["person:Mia"] }]\n'
TURNS = '[[rotations]]\nname = "first"\npeople = ["Bo", "Mia"]\nbegins = 2026-01-05T09:00:00Z\n'


def read(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, environ={"SECRET": "a secret"})


def test_left_out_people_sign_in_by_password_alone_and_headers_are_nothing(tmp_path: Path) -> None:
    web = read(tmp_path, "").web
    assert (web.sign_in, web.trusted_proxies, web.auto) == (("password",), (), None)
    assert (web.idle, web.stay) == (timedelta(days=3), timedelta(days=30))


def test_a_provider_and_a_proxy(tmp_path: Path) -> None:
    text = """[web]
sign_in = ["openid", "proxy", "mail"]
openid_issuer = "https://login.example.org/tenant"
openid_client = "listener"
openid_secret = "env:SECRET"
proxy_header = "X-Forwarded-Email"
trusted_proxies = ["10.0.0.7", "fd00::/8"]
auto = "manager"
"""
    web = read(tmp_path, text).web
    assert web.trusted_proxies == ("10.0.0.7/32", "fd00::/8")
    assert web.openid_secret is not None
    assert web.openid_secret.get_secret_value() == "a secret"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('sign_in = ["openid"]', "needs openid_issuer and openid_client"),
        ('sign_in = ["proxy"]\nproxy_header = "X-User"', "needs proxy_header and trusted_proxies"),
        ('sign_in = ["pasword"]', 'did you mean "password"'),
        ("sign_in = []", "must not be empty"),
        ('openid_issuer = "http://login.example.org"', "no address of a provider"),
        ('openid_issuer = "https://login.example.org?x=1"', "no address of a provider"),
        ('openid_issuer = "login.example.org"', "no address of a provider"),
        ('trusted_proxies = ["10.0.0.7/24"]', "no address and no network"),
        ('trusted_proxies = ["proxy.internal"]', "no address and no network"),
        ('proxy_header = "X User"', "not written as it should be"),
        ('proxy_header = "X_User"', "not written as it should be"),
        ('auto = "administrator"', "observer"),
        ('stay = "90d"', "stay"),
        ('idle = "1s"', "idle"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        read(tmp_path, f"[web]\n{text}\n")
    assert said in str(wrong.value)


@pytest.mark.parametrize("paged", [PAGED, TURNS])
def test_an_observer_is_never_paged(tmp_path: Path, paged: str) -> None:
    with pytest.raises(ConfigError, match="Mia is an observer, who is never paged"):
        read(tmp_path, PEOPLE.format(role="observer") + paged)
    assert read(tmp_path, PEOPLE.format(role="manager") + paged).person("Mia").role == "manager"


def test_names_that_are_taken_for_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='"bo" is easily taken for "Bo"'):
        read(tmp_path, PEOPLE.format(role="manager") + '[[people]]\nname = "bo"\n')


def test_whom_the_file_names_is_meant_where_somebody_was_added_under_a_name_alike(tmp_path: Path) -> None:
    config = read(tmp_path, PEOPLE.format(role="observer"))
    added = tuple(Person(name=name, role="administrator") for name in ("MIA", "Zoë"))
    both = Config(**{**{name: getattr(config, name) for name in config.__dataclass_fields__}, "added": added})
    assert [(each.name, each.role) for each in both.everybody] == [
        ("Mia", "observer"),
        ("Bo", "responder"),
        ("Zoë", "administrator"),
    ]
