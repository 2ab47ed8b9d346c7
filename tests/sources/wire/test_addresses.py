"""Which addresses are public, wherever a private one may hide."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from sources.wire.addresses import Allowance, is_global

PRIVATE = """0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1
    240.0.0.1 255.255.255.255 :: ::1 ::a00:1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::a00:1 64:ff9b::7f00:1
    64:ff9b:1::1 100::1 2001::1 2001:db8::1 2001:10::1 2002:a00:1::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00::1
    fe80::1 fec0::1 ff02::1 ff0e::1"""


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1"])
def test_public(text: str) -> None:
    assert is_global(ip_address(text))


@pytest.mark.parametrize(
    "text",
    PRIVATE.split(),
)
def test_not_public(text: str) -> None:
    assert not is_global(ip_address(text))


@pytest.mark.parametrize(
    ("entry", "host", "permitted"),
    [
        ("10.0.0.0/8", "intra.example", True),
        ("10.1.2.3", "intra.example", True),
        ("10.9.9.9", "intra.example", False),
        ("intra.example", "INTRA.example", True),
        ("intra.example:80", "intra.example", True),
        ("intra.example:81", "intra.example", False),
        ("example", "intra.example", False),
        (" Intra.Example ", "intra.example", True),
    ],
)
def test_exceptions(entry: str, host: str, permitted: bool) -> None:
    assert Allowance.parse([entry]).permits(host, 80, ip_address("10.1.2.3")) is permitted


def test_exceptions_for_ipv6_in_every_spelling() -> None:
    for entry in ("::1", "[::1]", "[::1]:80", "::1/128"):
        assert Allowance.parse([entry]).permits("[::1]", 80, ip_address("::1"))
