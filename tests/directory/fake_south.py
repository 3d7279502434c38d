"""A fake domain below the lab's, in the same forest: its operator serves people of another domain, whose
controller and global catalogue are real. The lab cannot have a forest of two real domains."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from directory.fake_server import OPERATOR, OPERATOR_ID, Exchange, FakeServer, sid_bytes
from lab.certificates import Authority
from lab.domain import Domain
from lab.processes import own_address

HOST = "dc1.south.lab.example"
ADDRESS = own_address(9)
PORT = 636  # as the lab's own: all servers of a forest listen at the same ports
BASE = "DC=south,DC=lab,DC=example"
CONFIGURATION = "CN=Configuration,DC=lab,DC=example"
_SERVERS = f"CN=Servers,CN=Default-First-Site-Name,CN=Sites,{CONFIGURATION}"
_SETTINGS = f"CN=NTDS Settings,CN=SOUTH,{_SERVERS}"
_GROUP_SID = "S-1-5-21-1-2-3-2000"
_GROUP = {
    "objectSid": [sid_bytes(_GROUP_SID)],
    "sAMAccountName": [b"Helpdesk Operators"],
    "groupType": [b"-2147483646"],
}


def _answer(sid: str, exchange: Exchange) -> None:
    target = exchange.request.target
    if target.startswith("CN=Partitions,"):
        for dn, short_name, name in (
            (BASE, b"SOUTH", b"south.lab.example"),
            ("DC=lab,DC=example", b"LAB", b"lab.example"),
        ):
            known = {"nCName": [dn.encode()], "nETBIOSName": [short_name], "dnsRoot": [name]}
            exchange.entry(f"CN={short_name.decode()},{target}", known)
    elif target.startswith("CN=Sites,"):
        exchange.entry(f"CN=DC1,{_SERVERS}", {"dNSHostName": [b"dc1.lab.example"]})
        held = {"hasMasterNCs": [b"DC=lab,DC=example", CONFIGURATION.encode()], "options": [b"1"]}
        exchange.entry(f"CN=NTDS Settings,CN=DC1,{_SERVERS}", held)
    elif target in {f"<SID={sid}>", f"<GUID={OPERATOR_ID}>"}:
        held = {"tokenGroups": [sid_bytes(_GROUP_SID)]}
        exchange.entry(f"CN=Olga,{BASE}", OPERATOR | held)
    elif target == BASE and b"Helpdesk Operators" in exchange.request.parts[6][1]:
        exchange.entry(f"CN=Helpdesk Operators,{BASE}", _GROUP)
    elif target == "":
        exchange.server.answer_search(exchange)
        return
    else:
        exchange.result(0 if target == BASE else 32)
        return
    exchange.result(0)


@contextmanager
def running_south(authority: Authority, sid: str) -> Iterator[FakeServer]:
    """`sid`: of the operator, as the lab's server knows it."""
    server = FakeServer(
        authority.issue(HOST, file="south"),
        handlers={"search": partial(_answer, sid)},
        root={
            "defaultNamingContext": [BASE.encode()],
            "configurationNamingContext": [CONFIGURATION.encode()],
            "dsServiceName": [_SETTINGS.encode()],
            "dnsHostName": [HOST.encode()],
            "tokenGroups": [sid_bytes(sid)],
        },
        address=ADDRESS,
        port=PORT,
    )
    with server:
        yield server


def trusted(directory: Path, authority: Authority, lab: Domain) -> Path:
    """Both authorities."""
    path = directory / "both.pem"
    path.write_text(authority.ca_file.read_text() + lab.ca_file.read_text())
    return path


def places(lab: Domain) -> dict[str, str]:
    """Names of the forest's servers → their addresses."""
    return {HOST: ADDRESS, "dc1.lab.example": lab.address}
