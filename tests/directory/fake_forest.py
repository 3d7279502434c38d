"""A forest of fake servers: the operator's domain, one below it, one above it that nobody serves, and a
global catalogue. What a forest of several domains says, no server of the lab can be made to say."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from directory.conftest import PASSWORD
from directory.fake_server import PERSON, Exchange, FakeServer, sid_bytes
from lab.certificates import Authority
from lab.processes import own_address

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret

CATALOGUE = 3269
HOME, NORTH = "DC=fake,DC=example", "DC=north,DC=fake,DC=example"
CONFIGURATION = f"CN=Configuration,{HOME}"
SITE = f"CN=Servers,CN=Here,CN=Sites,{CONFIGURATION}"
HOST, NORTH_HOST = "dc1.fake.example", "dc1.north.fake.example"
HOME_ADDRESS, NORTH_ADDRESS, FAR_ADDRESS = own_address(6), own_address(7), own_address(8)
PLACES = {HOST: HOME_ADDRESS, NORTH_HOST: NORTH_ADDRESS, "dc9.north.fake.example": FAR_ADDRESS}
NORA = AccountId("99999999-8888-7777-6666-555555555555")
NORA_DN = f"CN=Nora North,OU=People,{NORTH}"
NORA_SID = "S-1-5-21-7-8-9-1300"
_NORA = PERSON | {
    "objectGUID": [uuid.UUID(NORA).bytes_le],
    "objectSid": [sid_bytes(NORA_SID)],
    "sAMAccountName": [b"nora"],
    "displayName": [b"Nora North"],
    "mail": [b"nora@north.example"],
    "tokenGroups": [sid_bytes("S-1-5-21-7-8-9-513")],
    "uSNChanged": [b"7"],
}

Values = dict[str, list[bytes]]


class MovedClock:
    """Noon of a Monday, moved."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return datetime(2025, 6, 2, 12, tzinfo=UTC) + self.moved


@dataclass
class Listed:
    """A domain controller as the home's server lists it."""

    host: str
    holds: str
    options: int = 0
    site: str = "Here"

    def settings(self, name: str) -> str:
        return f"CN=NTDS Settings,CN={name},CN=Servers,CN={self.site},CN=Sites,{CONFIGURATION}"


@dataclass
class FakeForest:
    """What each of the servers has, and the servers themselves once they run."""

    clock: MovedClock = field(default_factory=MovedClock)
    a_minute = timedelta(minutes=1)
    domains: dict[str, tuple[str, str]] = field(  # DN → short name, DNS name
        default_factory=lambda: {
            HOME: ("FAKE", "fake.example"),
            NORTH: ("NORTH", "north.fake.example"),
            "DC=example": ("EXAMPLE", "example"),
        }
    )
    listed: dict[str, Listed] = field(
        default_factory=lambda: {
            "FAKE": Listed(HOST, HOME, options=1),
            "NORTH": Listed(NORTH_HOST, NORTH),
        }
    )
    at_home: dict[str, Values] = field(default_factory=dict)  # DN → entry, for searches
    in_catalogue: dict[str, Values] = field(default_factory=lambda: {NORA_DN: dict(_NORA)})
    in_north: dict[str, Values] = field(default_factory=lambda: {NORA_DN: dict(_NORA)})
    home: FakeServer = field(init=False)
    north: FakeServer = field(init=False)
    catalogue: FakeServer = field(init=False)
    authority: Authority = field(init=False)

    def answer_home(self, exchange: Exchange) -> None:
        target = exchange.request.target
        if target.startswith("CN=Partitions,"):
            for dn, (short_name, name) in self.domains.items():
                known = {
                    "nCName": [dn.encode()],
                    "nETBIOSName": [short_name.encode()],
                    "dnsRoot": [name.encode()],
                }
                exchange.entry(f"CN={short_name},{target}", known)
            exchange.result(0)
        elif target.startswith("CN=Sites,"):
            for name, each in self.listed.items():
                settings = each.settings(name)
                exchange.entry(settings.partition(",")[2], {"dNSHostName": [each.host.encode()]})
                held = {"hasMasterNCs": [each.holds.encode()], "options": [str(each.options).encode()]}
                exchange.entry(settings, held)
            exchange.result(0)
        elif target == f"<GUID={NORA}>":
            exchange.result(32)
        elif target in self.domains:
            self._found(exchange, self.at_home)
        else:
            exchange.server.answer_search(exchange)

    def answer_north(self, exchange: Exchange) -> None:
        self._answer(exchange, self.in_north)

    def answer_catalogue(self, exchange: Exchange) -> None:
        self._answer(exchange, self.in_catalogue)

    def _answer(self, exchange: Exchange, entries: dict[str, Values]) -> None:
        target = exchange.request.target
        if target in self.domains:
            self._found(exchange, entries)
        elif target.startswith("<GUID="):
            asked = uuid.UUID(target[6:-1]).bytes_le
            self._read(exchange, {dn: each for dn, each in entries.items() if each["objectGUID"] == [asked]})
        elif target.startswith("<SID="):
            asked = sid_bytes(target[5:-1])
            found = {dn: each for dn, each in entries.items() if each["objectSid"] == [asked]}
            self._read(exchange, found)
        elif target == "":
            exchange.server.answer_search(exchange)
        else:
            self._read(exchange, {dn: each for dn, each in entries.items() if dn == target})

    def _read(self, exchange: Exchange, found: dict[str, Values]) -> None:
        for dn, each in found.items():
            exchange.entry(dn, each)
        exchange.result(0 if found else 32)

    def _found(self, exchange: Exchange, entries: dict[str, Values]) -> None:
        """Everybody below, whatever the filter says."""
        for dn, each in entries.items():
            if dn.endswith(f",{exchange.request.target}"):
                exchange.entry(dn, each)
        exchange.result(0)

    def sign_in(self, login: str = "olga", **settings: object) -> DirectorySession:
        return self.port(**settings).sign_in(login, Secret(PASSWORD))

    def port(self, **settings: object) -> ActiveDirectory:
        usual = Settings(
            (Endpoint(HOST, self.home.port),),
            self.authority.ca_file,
            connect_timeout=1,
            receive_timeout=1,
            other_domains=("north.fake.example",),
        )
        return ActiveDirectory(replace(usual, **settings), self.clock)


@contextmanager
def running(authority: Authority, named: Callable[[dict[str, str]], None]) -> Iterator[FakeForest]:
    named(PLACES)
    certificate = authority.issue(*PLACES, file="forest-of-domains")
    forest = FakeForest()
    forest.authority = authority
    home = FakeServer(certificate, handlers={"search": forest.answer_home}, address=HOME_ADDRESS)
    home.root = {"dsServiceName": [Listed("", "").settings("FAKE").encode()], "dnsHostName": [HOST.encode()]}
    with home:
        north = FakeServer(
            certificate, handlers={"search": forest.answer_north}, address=NORTH_ADDRESS, port=home.port
        )
        north.root = {
            "defaultNamingContext": [NORTH.encode()],
            "dsServiceName": [Listed("", "").settings("NORTH").encode()],
            "dnsHostName": [NORTH_HOST.encode()],
        }
        catalogue = FakeServer(
            certificate, handlers={"search": forest.answer_catalogue}, address=HOME_ADDRESS, port=CATALOGUE
        )
        catalogue.root = {"isGlobalCatalogReady": [b"TRUE"]}
        forest.home, forest.north, forest.catalogue = home, north, catalogue
        with north, catalogue:
            yield forest
