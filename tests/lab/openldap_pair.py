"""Two OpenLDAP servers with one content, both of which take writes; what lies between them can be cut.

    with Pair(directory) as pair:
        pair.first.new_person()
        pair.replicate()

Nothing is replicated until `replicate`.
"""

import time
from pathlib import Path

from lab.domain import LabError
from lab.forward import Balancer
from lab.ldap_machine import LdapMachines
from lab.openldap import OpenLdap, OpenLdapServer
from lab.slapd_conf import Peer

_NOWHERE = ("127.0.0.1", 9)
_PATIENCE = 60.0  # seconds


class Pair(LdapMachines):
    """`machines` are the same two as `first` and `second`. `ca_file` verifies both."""

    first: OpenLdapServer
    second: OpenLdapServer

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.ca_file = directory / "ca.pem"
        self._ways = (Balancer(_NOWHERE), Balancer(_NOWHERE))  # to the first, to the second
        to_first, to_second = (way.port for way in self._ways)
        self.machines = (
            OpenLdap(directory / "first", peer=Peer(1, to_second)),
            OpenLdap(directory / "second", peer=Peer(2, to_first, fills=True)),
        )

    def replicate(self) -> None:
        """Until each has what the other has; then they are on their own again."""
        for way in self._ways:
            way.mend()
        self._await_likeness()
        for way in self._ways:
            way.cut()

    def _start(self) -> None:
        for way in self._ways:
            self._running.callback(way.close)
            way.cut()
        for machine in self.machines:
            machine.locked = ()  # nobody needs them
        self.first, self.second = map(self._running.enter_context, self.machines)
        for way, server in zip(self._ways, (self.first, self.second), strict=True):
            way.targets = [(server.address, server.plain_port)]
        self.ca_file.write_text(self.first.ca_file.read_text() + self.second.ca_file.read_text())
        self.replicate()

    def _await_likeness(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self.first.sequence() or set(self.first.sequence()) != set(self.second.sequence()):
            if time.monotonic() > deadline:
                raise LabError("the two do not become alike")
            time.sleep(0.1)
