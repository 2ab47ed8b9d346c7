"""Which network addresses may be connected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Python before 3.11.10 calls some of these global; the registries of RFC 6890 decide.
RESERVED_V4 = tuple(IPv4Network(block) for block in ("0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4"))
GLOBAL_V6 = IPv6Network("2000::/3")
RESERVED_V6 = tuple(IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20"))
NAT64 = IPv6Network("64:ff9b::/96")


def is_global(address: Address) -> bool:
    """Whether the address belongs to the public internet, wherever an IPv4 address may hide inside it."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in block for block in RESERVED_V4)
    inner = embedded(address)
    if inner is not None:
        return is_global(inner)
    return address in GLOBAL_V6 and address.is_global and not any(address in block for block in RESERVED_V6)


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4 or NAT64 address leads to."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Exceptions to "public addresses only".

    Attributes:
        networks: Whatever is inside may be reached, by any name and port.
        places: Host names, or (host, port) as "host:port", in lower case.
    """

    networks: tuple[Network, ...] = ()
    places: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, entries: Sequence[str]) -> Allowance:
        """From a config's list: addresses, networks, host names, "host:port"."""
        networks = [network for entry in entries if (network := _network(entry))]
        places = frozenset(entry.strip().lower() for entry in entries if not _network(entry))
        return cls(networks=tuple(networks), places=places)

    def permits(self, host: str, port: int, address: Address) -> bool:
        """Whether `host`, which resolved to `address`, may be connected to on `port`."""
        if is_global(address):
            return True
        name = host.lower().strip("[]")
        places = {name, f"{name}:{port}", f"[{name}]:{port}"}
        return bool(places & self.places) or any(address in network for network in self.networks)


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip().strip("[]"), strict=False)
    except ValueError:
        return None


def parse_address(text: str) -> Address:
    """An address as a resolver writes it, without its scope."""
    return ip_address(text.partition("%")[0])
