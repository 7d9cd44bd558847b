"""Which addresses may be fetched from: public ones alone, whatever form they are written in.

Follows the special-purpose registries of IANA (RFC 6890), as `ipaddress` knows them; addresses that carry another
inside (IPv4-mapped, 6to4 of RFC 3056, Teredo of RFC 4380, NAT64 of RFC 6052) are as public as the one inside.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from string import printable
from urllib.parse import SplitResult, quote, urlsplit

from timeline.ingestion.reading.articles import CannotRead

PORTS = {"http": 80, "https": 443}
LONGEST_URL = 2000

_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that is given out; `is_global` also lets site-local ones pass
# Relays to 6to4 (RFC 7526) and documentation (RFC 9637), which older Pythons take for public.
_NOR_THESE = (IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))


def is_public(address: str) -> bool:
    """Return whether an IP address, as text, is one that anyone on the internet may reach."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public(parsed)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    inside = list(_inside(address))
    if inside:
        return all(map(_is_public, inside))
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    if any(address in each for each in _NOR_THESE):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or address.packed[:12] == bytes(12):  # the last: IPv4-compatible
        yield IPv4Address(address.packed[12:])


def checked(url: str, ports: frozenset[int] = frozenset(PORTS.values())) -> SplitResult:
    """Return an address in its parts, in ASCII as the wire has it. Raises CannotRead where none is fetched."""
    if len(url) > LONGEST_URL or any(each.isspace() or not each.isprintable() for each in url):
        raise CannotRead("That is no web address: it is too long, or has spaces in it.")
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as wrong:
        raise CannotRead("That is no web address.") from wrong
    if parts.scheme not in PORTS or not parts.hostname:
        raise CannotRead("Only addresses that begin with http:// or https:// are fetched.")
    if parts.username is not None or parts.password is not None:
        raise CannotRead("The address holds a name or a password: take it out.")
    if port not in ports:
        raise CannotRead(f"Nothing is fetched from port {port}.")
    return _in_ascii(parts)


def _in_ascii(parts: SplitResult) -> SplitResult:
    """Return an address as browsers send it: they show новини in the address bar, and people copy that."""
    netloc = parts.netloc
    if not netloc.isascii():
        try:
            host = str(parts.hostname).encode("idna").decode()
        except UnicodeError as wrong:
            raise CannotRead("That is no web address.") from wrong
        netloc = f"{host}:{parts.port}" if parts.port else host
    return parts._replace(netloc=netloc, path=escaped(parts.path), query=escaped(parts.query))


def escaped(text: str) -> str:
    """Return a part of an address with what is not ASCII, and spaces, percent-encoded; the rest stays as it is."""
    return quote(text, safe=printable.strip())


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises CannotRead where there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise CannotRead(f"There is no such site: {host[:100]}.") from wrong
    return list(dict.fromkeys(str(each[4][0]) for each in found))
