"""Where a service is, asked of DNS (SRV, RFC 2782). An answer may be forged: it says whom to try, and proves
nothing. So only names within the domain that was asked for are taken; who a server is, its certificate says.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean

_MOST_RECORDS = 256
"""Of one answer: a domain with more controllers has sites, which are asked first."""

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?")  # some have an underscore


@dataclass(frozen=True)
class NameServer:
    address: str
    port: int = 53


@dataclass(frozen=True)
class Record:
    """One server that offers the service."""

    priority: int  # the lowest first
    weight: int  # its part of the clients among those of the same priority
    host: str
    port: int


def look_up(
    service: str, domain: str, seconds: float, name_servers: Sequence[NameServer] = ()
) -> tuple[Record, ...]:
    """Those that offer `service` ("_ldap._tcp.dc._msdcs") in `domain`, in no order, within so many seconds.

    Of `name_servers`; () = those of this computer. Raises `DirectoryUnreachable`: dns-silent, dns-failed,
    dns-no-servers, dns-elsewhere.
    """
    records = _asked(f"{service}.{domain}.", domain, seconds, name_servers)
    found = tuple(each for each in records if is_within(each.host, domain))
    if records and not found:
        others = clean(", ".join(each.host for each in records), 200)
        raise DirectoryUnreachable(problem("dns-elsewhere", domain=domain, detail=others))
    if not found:
        raise DirectoryUnreachable(problem("dns-no-servers", domain=domain, detail="an empty answer"))
    return found


def is_host(text: str) -> bool:
    """Whether it is a name of a computer."""
    return _HOST.fullmatch(text) is not None


def is_within(host: str, domain: str) -> bool:
    """Whether `host` is a name below `domain`, whatever its capitals."""
    return host.casefold().endswith(f".{domain.casefold()}")


def _asked(name: str, domain: str, seconds: float, name_servers: Sequence[NameServer]) -> list[Record]:
    from dns import exception, nameserver, resolver  # noqa: PLC0415 - 160 ms, 24 MB: only where none is named

    try:
        asking = resolver.Resolver(configure=not name_servers)
        if name_servers:
            asking.nameservers = [nameserver.Do53Nameserver(each.address, each.port) for each in name_servers]
        asking.timeout = min(asking.timeout, seconds / 2)  # so that a second name server has its turn
        answer = asking.resolve(name, "SRV", lifetime=seconds, search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer) as error:
        raise _trouble("dns-no-servers", domain, error) from None
    except resolver.LifetimeTimeout as error:
        raise _trouble("dns-silent", domain, error) from None
    except (exception.DNSException, OSError, ValueError) as error:
        raise _trouble("dns-failed", domain, error) from None
    return [record for each in answer for record in _record(each)][:_MOST_RECORDS]


def _record(found: Any) -> Iterable[Record]:
    """Nothing for the target ".", which says that the service is not offered (RFC 2782), and for what is no
    name of a computer."""
    host = found.target.to_text(omit_final_dot=True)
    if is_host(host) and found.port:
        yield Record(found.priority, found.weight, host, found.port)


def _trouble(code: str, domain: str, error: Exception) -> DirectoryUnreachable:
    return DirectoryUnreachable(problem(code, domain=domain, detail=clean(str(error), 200)))


def in_order(records: Iterable[Record], below: Callable[[int], int]) -> list[Record]:
    """By priority; within one, drawn one after the other by weight (RFC 2782, "Usage rules"). `below` gives a
    number in [0, limit)."""
    ordered: list[Record] = []
    for _, alike in groupby(sorted(records, key=_rank), key=lambda record: record.priority):
        left = list(alike)
        while left:
            ordered.append(left.pop(_drawn([record.weight for record in left], below)))
    return ordered


def _rank(record: Record) -> tuple[int, int, str]:
    return record.priority, record.weight, record.host  # weight 0 at the beginning, as the RFC asks


def _drawn(weights: Sequence[int], below: Callable[[int], int]) -> int:
    """The place of one of them."""
    drawn, reached = below(sum(weights) + 1), 0
    for place, weight in enumerate(weights):
        reached += weight
        if reached >= drawn:
            return place
    return len(weights) - 1
