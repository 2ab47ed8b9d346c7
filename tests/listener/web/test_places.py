"""Who finds a place, and who gives his up."""

from __future__ import annotations

import pytest

from listener.web.places import Places

LOOPBACK, ONE, OTHER = "127.0.0.1", "203.0.113.9", "198.51.100.7"


class Guest:
    """One that knows whether it was shown out."""

    gone = False

    def abort(self) -> None:
        self.gone = True


def full(places: Places, host: str, count: int, *, answered: bool = False) -> list[Guest]:
    """So many come from one address, and stay."""
    guests = [Guest() for _ in range(count)]
    for guest in guests:
        assert places.make_room(host)
        places.enter(guest, host)
        (places.works if answered else places.waits)(guest)
    return guests


def test_the_longest_waiting_gives_way():
    places = Places(4)
    first, second, *others = full(places, LOOPBACK, 4)
    places.works(first)
    places.waits(first)
    assert places.make_room(OTHER)
    assert second.gone
    assert not any(each.gone for each in (first, *others))


def test_whoever_is_being_answered_stays():
    places = Places(4)
    guests = full(places, LOOPBACK, 4, answered=True)
    assert not places.make_room(LOOPBACK)
    assert not any(guest.gone for guest in guests)
    places.leave(guests[0])
    assert places.make_room(LOOPBACK)


@pytest.mark.parametrize(
    ("host", "same"), [(ONE, ONE), ("2001:db8::1", "2001:db8::ffff:2"), ("fe80::1%eth0", "fe80::2")]
)
def test_one_address_elsewhere_takes_half_at_most(host: str, same: str):
    places = Places(4)
    guests = full(places, host, 2, answered=True)
    assert not places.make_room(same)
    assert places.make_room(OTHER)
    places.waits(guests[1])
    assert places.make_room(same)
    assert guests[1].gone
    assert not guests[0].gone


def test_a_proxy_on_this_machine_may_bring_everybody():
    places = Places(4)
    full(places, "::1", 2, answered=True)
    full(places, LOOPBACK, 2, answered=True)
    assert not places.make_room(LOOPBACK)
