"""A further domain controller of a lab domain: a real one, joined, with a copy of its own.

    with SambaDomain(one, can_be_joined=True) as first_dc, JoinedDc(two, first) as second: …

Nothing is replicated by itself: the second knows what the first knew when it joined, until `replicate`. So a
test decides how far behind a copy is, and both answer for as long as it likes.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from lab import people
from lab.domain import Domain
from lab.namespace import within_names
from lab.samba import SambaDomain, checked, program


class JoinedDc(SambaDomain):
    """Joins `first`, which is the domain of `first_dc`. `role`: "DC", or "RODC" for one that is read only."""

    def __init__(
        self, directory: Path, first_dc: SambaDomain, first: Domain, name: str = "dc2", role: str = "DC"
    ) -> None:
        super().__init__(directory, can_be_joined=True)
        self.name = name
        self._first_dc = first_dc
        self._first = first
        self._role = role

    def replicate(self, address: str) -> None:
        """All that the first knows of people. `address` is this one's own."""
        here, there = (f"{name}.{self._first.domain}" for name in (self.name, self._first_dc.name))
        self._tool(
            address,
            *("drs", "replicate", here, there, self._first.base_dn, "--local"),
            *("-s", str(self._configuration)),
        )

    def _describe(self, address: str) -> Domain:
        shared = self._first
        return replace(
            super()._describe(address),
            ca_file=shared.ca_file,
            authority=shared.authority,
        )

    def _make(self, domain: Domain) -> None:
        self._tool(
            domain.address,
            *("domain", "join", domain.domain, self._role),
            *(f"--server={self._first_dc.name}.{domain.domain}", f"--realm={domain.realm}"),
            *(f"--targetdir={self._directory}", "--dns-backend=NONE"),
            f"--option=netbios name={self.name.upper()}",
            f"--option=interfaces={domain.address}/8",
            "--option=bind interfaces only=yes",
        )
        assert self._first_dc.authority is not None
        self._configure(domain, self._first_dc.authority)

    def _is_ready(self, domain: Domain) -> bool:
        """One that is read only knows nobody's password."""
        return self._role == "RODC" or super()._is_ready(domain)

    def _settle(self, domain: Domain) -> None:
        """The people are as the first left them."""

    def _tool(self, address: str, *arguments: str) -> None:
        """samba-tool, where both servers have their names."""
        names = self._directory / "hosts"
        names.write_text(
            "127.0.0.1 localhost\n"
            f"{self._first.address} {self._first_dc.name}.{self._first.domain} {self._first.domain}\n"
            f"{address} {self.name}.{self._first.domain}\n"
        )
        resolver = self._directory / "resolv.conf"
        resolver.write_text(f"nameserver {self._first.address}\n")
        command = [program("samba-tool"), *arguments, f"-U{people.ADMINISTRATOR}"]
        command.append(f"--password={people.ADMINISTRATOR_PASSWORD}")
        checked(
            within_names(command, names, resolver),
            environment={"KRB5_CONFIG": str(self._first.krb5_config)},
        )


@dataclass(frozen=True)
class TwoDcs:
    """Two domain controllers of one domain: they may be killed and revived. The second
    knows what the first knew when it joined, until `replicate`."""

    first_dc: SambaDomain
    first: Domain
    second_dc: JoinedDc
    second: Domain

    def replicate(self) -> None:
        self.second_dc.replicate(self.second.address)
