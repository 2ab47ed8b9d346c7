"""OpenID Connect against a real small provider on loopback, and against ones that lie."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from pytest_httpserver import HTTPServer

from listener.app import App
from listener.people.openid.answer import Client, identity
from listener.people.openid.provider import Provider, Unvouched, discover
from listener.people.openid.question import Question, begun, challenge, kept
from listener.web.security.access import LONGEST
from listener.web.server import served
from storage.records import AddedPerson
from tests.worlds.clients import token
from tests.worlds.incidents import NOW, world
from tests.worlds.pipeline import free_port

# The provider of these tests uses an old part of a library.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
INES = AddedPerson(name="Ines", mail="ines@example.org", role="administrator", added_at=NOW, added_by="test")
CLAIMS = {"email": "Ines@example.org", "email_verified": True, "name": "Ines Almeida"}
USERS = (
    User(sub="ines", claims=CLAIMS),
    User(sub="unverified", claims=CLAIMS | {"email_verified": False}),
    User(sub="unsaid", claims={"email": "ines@example.org"}),
    User(sub="text", claims=CLAIMS | {"email_verified": "true"}),
    User(sub="stranger", claims=CLAIMS | {"email": "new@example.org", "name": "Mia"}),
    User(sub="none", claims={"name": "Ines"}),
)
MORE = """
[collect]
allow_private = ["127.0.0.1", "localhost"]

[web]
sign_in = ["password", "openid"]
openid_issuer = "{issuer}"
openid_client = "listener"
openid_secret = "s3cret & more"
{auto}
"""


@pytest.fixture
def issuer() -> Iterator[str]:
    """A provider that knows some people."""
    with run_server_in_thread(user_claims=USERS) as server:
        yield f"http://localhost:{server.server_port}"


@asynccontextmanager
async def service(folder: Path, issuer: str, auto: str = "") -> AsyncIterator[tuple[App, httpx.AsyncClient]]:
    """The pages as they run, now, and a browser."""
    home = f"127.0.0.1:{free_port()}"
    more = MORE.format(issuer=issuer, auto=auto)
    async with world(folder, listener=f'listen = "{home}"', more=more) as (app, clock), served(app):
        clock.move_to(datetime.now(UTC))
        app.store.add_person(INES)
        async with httpx.AsyncClient(base_url=f"http://{home}", trust_env=False) as client:
            yield app, client


async def begin(client: httpx.AsyncClient, onward: str = "/incidents/1") -> str:
    """Press the button; where the browser is sent."""
    fields = {"token": token((await client.get("/sign-in")).text), "next": onward}
    sent = await client.post("/sign-in/openid", data=fields, headers={"Origin": str(client.base_url).rstrip("/")})
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def vouch(address: str, sub: str) -> str:
    """Sign in there; where the provider sends the browser."""
    async with httpx.AsyncClient(trust_env=False) as other:
        answer = await other.post(address, data={"sub": sub})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


async def test_whoever_the_provider_vouches_for_is_in(tmp_path: Path, issuer: str) -> None:
    async with service(tmp_path, issuer) as (app, client):
        there = await begin(client)
        asked = {name: value for name, [value] in parse_qs(urlsplit(there).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        back = await vouch(there, "ines")
        done = await client.get(back)
        assert (done.status_code, done.headers["location"]) == (303, "/incidents/1"), done.text
        assert (await client.get("/incidents/1")).status_code == 200
        assert "Ines, administrator" in (await client.get("/settings/me")).text
        assert app.store.audited(1)[0].what == "signed in by openid"
        again = await client.get(back)
        assert (again.status_code, "set-cookie" in again.headers) == (403, False), "an answer counts once"


async def test_the_longest_way_back_is_kept_and_fits_into_a_cookie(tmp_path: Path, issuer: str) -> None:
    wanted = "/explore?q=".ljust(LONGEST, "x")
    async with service(tmp_path, issuer) as (_, client):
        back = await vouch(await begin(client, wanted), "ines")
        assert max(len(f"{each.name}={each.value}") for each in client.cookies.jar) < 4_096
        assert (await client.get(back)).headers["location"] == wanted


@pytest.mark.parametrize("sub", ["unverified", "unsaid", "text", "none", "stranger"])
async def test_who_is_not_vouched_for_or_not_known_is_not_in(tmp_path: Path, issuer: str, sub: str) -> None:
    async with service(tmp_path, issuer) as (app, client):
        refused = await client.get(await vouch(await begin(client), sub))
        assert refused.status_code == 403
        assert (await client.get("/")).status_code == 303
        assert [each.name for each in app.store.added_people()] == ["Ines"]


async def test_strangers_are_added_where_the_configuration_says_as_what(tmp_path: Path, issuer: str) -> None:
    async with service(tmp_path, issuer, 'auto = "observer"') as (app, client):
        assert (await client.get(await vouch(await begin(client), "stranger"))).status_code == 303
        added = {each.name: (each.role, each.mail) for each in app.store.added_people()}
        assert added["new@example.org"] == ("observer", "new@example.org"), "the name Mia is somebody else's"


async def test_an_answer_in_another_browser_or_to_another_question_is_none(tmp_path: Path, issuer: str) -> None:
    async with service(tmp_path, issuer) as (_, client):
        back = await vouch(await begin(client), "ines")
        async with httpx.AsyncClient(base_url=client.base_url, trust_env=False) as victim:
            assert (await victim.get(back)).status_code == 403
            await begin(victim)
            assert (await victim.get(back)).status_code == 403, "somebody signs a victim in as themselves"
        for wrong in (back.replace("state=", "state=x"), back.partition("?")[0], back + "&iss=https://evil.example"):
            assert (await client.get(wrong)).status_code == 403
        denied = back.partition("?")[0] + "?error=access_denied&error_description=<script>&state=x"
        assert "<script>" not in (await client.get(denied)).text


async def test_a_provider_that_does_not_answer_is_said(tmp_path: Path) -> None:
    async with service(tmp_path, "http://127.0.0.1:9") as (_, client):
        fields = {"token": token((await client.get("/sign-in")).text)}
        answer = await client.post("/sign-in/openid", data=fields, headers={"Origin": str(client.base_url).rstrip("/")})
        assert (answer.status_code, "cannot be asked" in answer.text) == (502, True)


KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "k1"}) for _ in range(2))
CURVE = ECKey.generate_key("P-256", {"kid": "k2"})
SHARED = OctKey.import_key("a secret that both sides know, long enough", {"kid": "k1"})
QUESTION = Question(state="s", nonce="n", verifier="v" * 43, back="https://l.example/back", onward="/", until=2**40)
SAID: dict[str, Any] = {"sub": "1", "nonce": "n", "aud": "listener", **CLAIMS}


def signed(server: HTTPServer, key: Any = KEY, algorithm: str = "RS256", **claims: Any) -> str:
    """An ID token of that provider, as far as the claims do not say otherwise; None leaves one out."""
    now = int(NOW.timestamp())
    all_claims = {**SAID, "iss": server.url_for("").rstrip("/"), "iat": now, "exp": now + 300, **claims}
    kept_claims = {name: value for name, value in all_claims.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": key.kid}, kept_claims, key, algorithms=[algorithm])


async def told(server: HTTPServer, folder: Path, id_token: str, **more: Any) -> Any:
    """Whom the application takes the answer for."""
    issuer = server.url_for("").rstrip("/")
    keys = {
        "keys": [
            KEY.as_dict(private=False),
            CURVE.as_dict(private=False),
            {"kty": "RSA", "use": "enc"},
            {"kty": "new"},
            7,
        ]
    }
    server.expect_request("/keys").respond_with_json(keys)
    server.expect_request("/token").respond_with_json({"id_token": id_token, "access_token": "a", **more})
    provider = Provider(issuer=issuer, authorize=issuer, token=f"{issuer}/token", keys=f"{issuer}/keys", userinfo=None)
    async with world(folder, more='[collect]\nallow_private = ["127.0.0.1", "localhost"]\n') as (app, _):
        return await identity(app.http, provider, Client(id="listener", secret="s & t"), QUESTION, "code", NOW)


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "RS256"), (KEY, "PS256"), (CURVE, "ES256")])
async def test_a_good_answer_is_taken_whatever_it_is_signed_with(
    tmp_path: Path, httpserver: HTTPServer, key: Any, algorithm: str
) -> None:
    found = await told(httpserver, tmp_path, signed(httpserver, key, algorithm, aud=["listener"]))
    assert (found.mail, found.name) == ("Ines@example.org", "Ines Almeida")
    [(request, _)] = [each for each in httpserver.log if each[0].path == "/token"]
    assert request.form["code_verifier"] == QUESTION.verifier
    assert request.authorization is not None
    assert (request.authorization.username, request.authorization.password) == ("listener", "s+%26+t")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": ["listener", "other"]},
        {"aud": ["listener", "other"], "azp": "other"},
        {"exp": int(NOW.timestamp()) - 120},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"email_verified": 1},
        {"email": ["ines@example.org"]},
        {"email": "ines"},
    ],
    ids=str,
)
async def test_a_claim_that_does_not_fit_is_refused(tmp_path: Path, httpserver: HTTPServer, claims: Any) -> None:
    with pytest.raises(Unvouched):
        await told(httpserver, tmp_path, signed(httpserver, **claims))


async def test_a_signature_that_is_not_the_providers_is_refused(tmp_path: Path, httpserver: HTTPServer) -> None:
    nothing = signed(httpserver).rsplit(".", 1)[0] + "."
    header = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    forged = (
        signed(httpserver, OTHER),
        signed(httpserver, SHARED, "HS256"),
        nothing,
        ".".join((header, *nothing.split(".")[1:])),
        "",
        "x.y.z",
        "é",
    )
    for number, each in enumerate(forged):
        folder = tmp_path / str(number)
        folder.mkdir()
        httpserver.clear_all_handlers()
        with pytest.raises(Unvouched):
            await told(httpserver, folder, each)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": 7},
        {"token_endpoint": None},
        [],
    ],
    ids=str,
)
async def test_a_provider_that_names_other_places_is_not_asked(
    tmp_path: Path, httpserver: HTTPServer, said: Any
) -> None:
    issuer = httpserver.url_for("").rstrip("/")
    good = {name: f"https://login.example/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    document = {"issuer": issuer, **good, **said} if said else said
    httpserver.expect_request("/.well-known/openid-configuration").respond_with_data(json.dumps(document))
    async with world(tmp_path, more='[collect]\nallow_private = ["127.0.0.1", "localhost"]\n') as (app, _):
        with pytest.raises(Unvouched):
            await discover(app.http, issuer)


def test_a_question_is_its_browsers_for_ten_minutes() -> None:
    asked = begun("https://l.example/back", "/", NOW)
    sealed = asked.sealed("key")
    assert kept(sealed, "key", NOW) == asked
    for cookie, key, later in ((sealed, "other", 0), (sealed + "x", "key", 0), ("", "key", 0), (sealed, "key", 10)):
        assert kept(cookie, key, NOW + timedelta(minutes=later)) is None
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
