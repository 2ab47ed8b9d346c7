"""Tokens that we sign ourselves are such that Apple and Google take them."""

from __future__ import annotations

import json

import pytest
from joserfc import jwt

from sources.apis.signing import ASSERTION, service_account, signed
from storage.errors import Unauthorised
from tests.worlds.keys import account, elliptic, pem, rsa
from tests.worlds.network import NOW


def test_a_token_says_who_signed_it_and_how_long_it_is_valid():
    token = signed({"iss": "issuer", "aud": "appstoreconnect-v1"}, pem(elliptic()), "ES256", NOW, "2X9R4HXF34")
    read = jwt.decode(token, elliptic(), algorithms=["ES256"])
    assert read.header == {"alg": "ES256", "typ": "JWT", "kid": "2X9R4HXF34"}
    assert read.claims["iss"] == "issuer"
    assert read.claims["iat"] == NOW.timestamp()
    assert 0 < read.claims["exp"] - read.claims["iat"] <= 20 * 60


def test_a_service_account_asserts_who_it_is():
    grant = service_account(account("https://tokens.example.org/token"), "scope-1")
    form = grant.form(NOW)
    claims = jwt.decode(form["assertion"], rsa(), algorithms=["RS256"]).claims
    assert form["grant_type"] == ASSERTION
    assert grant.url == claims["aud"] == "https://tokens.example.org/token"
    assert (claims["iss"], claims["scope"]) == ("listener@example.org", "scope-1")
    assert "PRIVATE KEY" not in repr(grant)


@pytest.mark.parametrize("key", ["", "s3cret", "-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----"])
def test_what_is_no_key_is_told_without_being_shown(key: str):
    with pytest.raises(Unauthorised, match="as it was downloaded") as caught:
        signed({}, key, "ES256", NOW)
    assert "s3cret" not in str(caught.value)


def test_a_key_of_the_other_kind_is_told():
    with pytest.raises(Unauthorised, match="P-256"):
        signed({}, pem(rsa()), "ES256", NOW)
    with pytest.raises(Unauthorised, match="RSA"):
        signed({}, pem(elliptic()), "RS256", NOW)


@pytest.mark.parametrize("key", ["", "s3cret", "[]", json.dumps({"client_email": "s3cret"}), '{"private_key": 5}'])
def test_what_is_no_service_account_is_told_without_being_shown(key: str):
    with pytest.raises(Unauthorised, match="service account") as caught:
        service_account(key, "scope")
    assert "s3cret" not in str(caught.value)
