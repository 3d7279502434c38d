"""Names that mean loopback addresses, for the resolver of this process."""

import socket
from collections.abc import Callable, Mapping

import pytest

Named = Callable[[Mapping[str, str]], None]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """`named({"dc1.lab.example": "127.0.0.2"})`."""
    addresses: dict[str, str] = {}
    usual = socket.getaddrinfo

    def resolve(host: str, *arguments: object, **options: object) -> object:
        return usual(addresses.get(host.lower(), host), *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return addresses.update
