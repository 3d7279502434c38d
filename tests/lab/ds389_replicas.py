"""Three 389 Directory Servers with one content: two that take each other's changes, and one that only takes
theirs and sends whoever writes to it on to them.

    with Replicas(directory) as replicas:
        replicas.first.new_person()
        replicas.replicate()

Set up over LDAP, by entries of cn=config. Nothing is replicated until `replicate`.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from lab import ldap_people, ldif
from lab.domain import LabError
from lab.ds389 import Ds389, Ds389Server
from lab.ldap_machine import LdapMachines

NAMES = ("ds1.lab.example", "ds2.lab.example", "ds3.lab.example")
"""What they call themselves."""

_REPLICA = f"cn=replica,cn={ldif.escape_rdn(ldap_people.BASE)},cn=mapping tree,cn=config"
_MANAGER = "cn=replication manager,cn=config"
_MANAGER_PASSWORD = "Lab-Replication-2024!"
_ONLY_READ, _READ_AND_WRITTEN = (2, 0), (3, 1)
"""nsDS5ReplicaType and nsDS5Flags: the second says whether it keeps a log of changes for others."""
_NO_NUMBER = 65_535  # of all that can only be read
_FILLING, _TRIES = 25.0, 3  # seconds of one try
_PATIENCE = 100.0  # seconds: what goes wrong is said before the test's own time is over


class Replicas(LdapMachines):
    """`first` and `second` can be written to, `third` can only be read; `machines` are the same three.
    `ca_file` verifies each."""

    first: Ds389Server
    second: Ds389Server
    third: Ds389Server

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.ca_file = directory / "ca.pem"
        self.machines = tuple(Ds389(directory / name, own_name=name, counts_writes=True) for name in NAMES)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for machine in self.machines:
            machine.kill()  # else each would first say good-bye to the others, for many seconds
        super().__exit__(kind, error, trace)

    def replicate(self) -> None:
        """Until each has what the others have; then they are on their own again."""
        self._agree("on")
        for source, unit in ((self.first, self.first.groups_dn), (self.second, self.second.legal_dn)):
            said = f"{time.monotonic_ns()}"
            source.set_attributes(unit, description=said)
            for server in (self.first, self.second, self.third):
                _await(lambda: server.attributes(unit, "description").get("description") == [said])  # noqa: B023 - it is called at once
        self._agree("off")

    @contextmanager
    def sending_on(self) -> Iterator[None]:
        """The third serves nobody, and sends all on to the first: as while it is filled."""
        tree = _REPLICA.removeprefix("cn=replica,")
        there = f"ldap://{NAMES[0]}:{self.first.plain_port}/"
        self.third.set_attributes(tree, **{"nsslapd-referral": there})
        self.third.set_attributes(tree, **{"nsslapd-state": "referral"})
        try:
            yield
        finally:
            self.third.set_attributes(tree, **{"nsslapd-state": "referral on update"})

    def _start(self) -> None:
        for machine in self.machines:
            machine.locked = ()  # nobody needs them
        self.first, self.second, self.third = map(self._running.enter_context, self.machines)
        servers = (self.first, self.second, self.third)
        self.ca_file.write_text("".join(server.ca_file.read_text() for server in servers))
        for number, server in enumerate(servers[:2], start=1):
            _let_replicate(server, number, _READ_AND_WRITTEN)
        _let_replicate(self.third, _NO_NUMBER, _ONLY_READ)
        for source, target in self._agreements():
            source.apply(ldif.add(_agreement(target), _to(target)))
        for target in (self.second, self.third):
            _fill(self.first, target)
        self._agree("off")

    def _agreements(self) -> Sequence[tuple[Ds389Server, Ds389Server]]:
        first, second, third = self.first, self.second, self.third
        return (first, second), (second, first), (first, third), (second, third)

    def _agree(self, state: str) -> None:
        for source, target in self._agreements():
            source.set_attributes(_agreement(target), nsds5ReplicaEnabled=state)


def _let_replicate(server: Ds389Server, number: int, kind: tuple[int, int]) -> None:
    manager = {"objectClass": ["top", "person"], "cn": "replication manager", "sn": "replication manager"}
    server.apply(ldif.add(_MANAGER, {**manager, "userPassword": _MANAGER_PASSWORD}))
    # Whose password an administrator sets must change it, and may do nothing else.
    server.set_attributes(_MANAGER, passwordExpirationTime="20380101000000Z")
    replica = {
        "objectClass": ["top", "nsDS5Replica"],
        "cn": "replica",
        "nsDS5ReplicaRoot": server.base_dn,
        "nsDS5ReplicaType": kind[0],
        "nsDS5Flags": kind[1],
        "nsDS5ReplicaId": number,
        "nsDS5ReplicaBindDN": _MANAGER,
        "nsds5ReplicaBackoffMin": 1,  # seconds, after a try that failed; else up to five minutes
        "nsds5ReplicaBackoffMax": 2,
    }
    server.apply(ldif.add(_REPLICA, replica))


def _agreement(target: Ds389Server) -> str:
    return f"cn=to {target.plain_port},{_REPLICA}"


def _to(target: Ds389Server) -> dict[str, ldif.Value | list[ldif.Value]]:
    return {
        "objectClass": ["top", "nsDS5ReplicationAgreement"],
        "cn": f"to {target.plain_port}",
        "nsDS5ReplicaHost": target.address,
        "nsDS5ReplicaPort": target.plain_port,
        "nsDS5ReplicaTransportInfo": "LDAP",
        "nsDS5ReplicaBindMethod": "SIMPLE",
        "nsDS5ReplicaBindDN": _MANAGER,
        "nsDS5ReplicaCredentials": _MANAGER_PASSWORD,
        "nsDS5ReplicaRoot": target.base_dn,
    }


def _fill(source: Ds389Server, target: Ds389Server) -> None:
    """Begun again where it does not come to its end."""
    said = ""
    for _ in range(_TRIES):
        source.set_attributes(_agreement(target), nsDS5BeginReplicaRefresh="start")
        deadline = time.monotonic() + _FILLING
        while time.monotonic() < deadline:
            found = source.attributes(_agreement(target), "nsds5replicaLastInitStatus")
            said = found.get("nsds5replicaLastInitStatus", [""])[0]
            if "succeeded" in said:
                return
            time.sleep(0.05)
        source.set_attributes(_agreement(target), nsDS5BeginReplicaRefresh="stop")
    raise LabError(f"a replica is not filled: {said}")


def _await(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise LabError("the servers do not replicate")
        time.sleep(0.05)
