"""The demo directory: `DirectoryPort` in memory, with Active Directory's rules and fictional people."""

from datetime import datetime, timedelta

from helpdesk_tui.demo.administrator import Administrator
from helpdesk_tui.demo.cast import cast
from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import DOMAIN, SHORT_DOMAIN, SUFFIX, DemoEntry
from helpdesk_tui.demo.faults import Fault, Faults
from helpdesk_tui.demo.people import crowd
from helpdesk_tui.demo.searching import Searcher
from helpdesk_tui.demo.session import DemoSession
from helpdesk_tui.demo.staff import operators, system_accounts
from helpdesk_tui.demo.views import SERVER
from helpdesk_tui.desk.account import AccountId, AccountKind
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.ports import Clock, Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

START_PASSWORD = "Winter-Rain-4137"  # noqa: S105 - of people who do not exist
"""What every person signs in with until it is reset. Operators have their login as password."""

_LEAST_AGE = 40  # days since contact data changed, of those of whom nothing else is said

# `data` code of a refused bind (result 49) → what the operator is told
_SIGN_IN_PROBLEMS = {
    "525": "wrong-password",
    "52e": "wrong-password",
    "52f": "operator-restricted",
    "530": "operator-hours",
    "531": "operator-workstation",
    "532": "operator-password-expired",
    "533": "operator-disabled",
    "701": "operator-expired",
    "773": "operator-must-change",
    "775": "operator-locked",
}


class DemoDirectory:
    """Some 200 people, the same in every run; all times are relative to the moment it is made.

    Beside the port it plays the others in the story: the person at a computer (`sign_in_as_person`,
    `change_password`), the administrators (`administrator`) and bad days (`fail_next`).
    """

    def __init__(
        self, clock: Clock, randomness: Randomness, phone_region: str = "GB", base_dn: str = SUFFIX
    ) -> None:
        self._domain = DemoDomain(clock, randomness)
        self._base = base_dn
        self._searcher = Searcher(phone_region)
        self._faults = Faults()
        self._ticket_of = ""
        self.administrator = Administrator(self._domain)
        _populate(self._domain, clock.now())

    def sign_in(self, login: str, password: Secret) -> DemoSession:
        """As `DirectoryPort`; an empty login or password is refused here (sign-in-empty), since a
        simple bind without a password would succeed as nobody (RFC 4513 §5.1.2)."""
        if not login.strip() or not password:
            raise NotPermitted(problem("sign-in-empty"))
        with self._domain.lock:
            if self._faults.of_read():
                raise DirectoryUnreachable(problem("unreachable", server=SERVER))
            entry = self._named(login)
            code = self._domain.sign_in(entry, password)
            if entry is None or code != "ok":
                raise NotPermitted(problem(_SIGN_IN_PROBLEMS[code], detail=f"49/{code}"))
            return DemoSession(self._domain, self._searcher, self._faults, entry, self._base)

    def sign_in_with_ticket(self) -> DemoSession:
        with self._domain.lock:
            if self._faults.of_read():
                raise DirectoryUnreachable(problem("unreachable", server=SERVER))
            entry = self._domain.named(self._held())
            return DemoSession(self._domain, self._searcher, self._faults, entry, self._base)

    def sign_in_as_service(self) -> DemoSession:
        raise NotPermitted(problem("service-none"))

    def ticket_holder(self) -> str:
        with self._domain.lock:
            return f"{self._held()}@{DOMAIN.upper()}"

    def _held(self) -> str:
        if not self._ticket_of:
            raise NotPermitted(problem("no-ticket"))
        return self._ticket_of

    def break_off(self) -> None:
        """Nobody ever waits for this directory."""

    # --- the person at a computer ---

    def sign_in_as_person(self, login: str, password: Secret) -> str:
        """What the person sees: "ok", or the `data` code of result 49: 525, 52e (wrong), 52f, 530 (hours),
        531, 532 (expired), 533 (disabled), 701 (account expired), 773 (must change), 775 (locked)."""
        with self._domain.lock:
            return self._domain.sign_in(self._named(login), password)

    def change_password(self, login: str, old: Secret, new: Secret) -> str:
        """The person changes the password, knowing the old one: "ok", a code as of `sign_in_as_person`,
        "00000005" (may not) or "0000052D" (policy, history or minimum age)."""
        with self._domain.lock:
            entry = self._named(login)
            code = self._domain.sign_in(entry, old)
            if entry is None or code not in {"ok", "532", "773"}:
                return code
            if entry.cannot_change:
                return "00000005"
            if not new or self._domain.refusal(entry, new, with_history=True):
                return "0000052D"
            self._domain.set_password(entry, new)
            self._domain.touch(entry)
            return "ok"

    # --- for tests and trials ---

    def fail_next(self, *faults: Fault | str) -> None:
        """The next calls that these faults are meant for fail so, in this order (`demo.faults`)."""
        with self._domain.lock:
            self._faults.add(*faults)

    def hold_ticket(self, login: str) -> None:
        """As if that person had got a ticket on this computer; "" = nobody has."""
        with self._domain.lock:
            self._ticket_of = login

    def id_of(self, login: str) -> AccountId:
        """Raises `KeyError` where there is no such login."""
        with self._domain.lock:
            return self._domain.named(login).id

    def logins(self) -> tuple[str, ...]:
        """Every login, in the order of creation."""
        with self._domain.lock:
            return tuple(entry.login for entry in self._domain)

    def _named(self, login: str) -> DemoEntry | None:
        """By login, `DEMO\\login` or UPN; None for other domains."""
        domain, backslash, name = login.strip().partition("\\")
        if backslash:
            known = domain.casefold() in {SHORT_DOMAIN.casefold(), DOMAIN}
            return self._domain.by_login(name) if known else None
        name, at, domain = login.strip().rpartition("@")
        if at:
            return self._domain.by_login(name) if domain.casefold() == DOMAIN else None
        return self._domain.by_login(login)


def _populate(domain: DemoDomain, now: datetime) -> None:
    """Always the same entries in the same order, with times relative to `now`."""
    staff = operators(now)
    for place, entry in enumerate([*system_accounts(now), *staff, *cast(now), *crowd(now)]):
        since = now - timedelta(days=_LEAST_AGE + place * 17 % 900, minutes=place * 41 % 600)
        password = Secret(entry.login if entry in staff else START_PASSWORD)
        domain.add(entry, password if entry.kind is AccountKind.PERSON else None, since)
