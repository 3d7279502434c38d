"""The end of temporary passwords at real servers, by the desk's own account."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from contract.directory_cases import (
    DirectoryCase,
    Ds389Case,
    OpenLdapCase,
    Person,
    SambaCase,
    Verdict,
    samba_settings,
)
from desk.conftest import ScriptedDelivery
from lab import ldap_people, people
from writing import a_change, write

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.expiring import Ended, Expiring
from helpdesk_tui.desk.operator import Role, Source
from helpdesk_tui.desk.policy import DeskPolicy, PasswordRules
from helpdesk_tui.desk.ports import DirectoryPort, ReplyKind
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.desk.temporary import set_end
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.ds389 import Ds389
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.openldap import OpenLdap
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, find_key, open_store

pytestmark = pytest.mark.lab

GIVEN, THEIRS = "Given-By-Desk-9", "Their-Own-Choice-88"
STEPS = tuple(StepResult(step, Outcome.DONE) for step in (Action.RESET, Action.FORCE_CHANGE))


class AheadClock:
    """The system's, as far ahead as it is put."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(params=["samba", "openldap", "ds389"])
def case(request: pytest.FixtureRequest) -> DirectoryCase:
    kind = {"samba": SambaCase, "openldap": OpenLdapCase, "ds389": Ds389Case}[request.param]
    return kind(request.getfixturevalue(request.param))


def own_account(case: DirectoryCase, clock: AheadClock) -> DirectoryPort:
    """The directory with an operator's account as the desk's own."""
    lab = case._lab
    if isinstance(case, SambaCase):
        service = Credentials(people.OPERATOR, Secret(lab.password))
        usual = samba_settings(lab)
        return ActiveDirectory(Settings(usual.servers, usual.ca_file, service=service), clock)
    service = Credentials(ldap_people.dn(people.OPERATOR), Secret(lab.password))
    settings = Settings((Endpoint(lab.host, lab.port),), lab.ca_file, service=service)
    openldap = partial(OpenLdap, default_policy=lab.default_policy, hashes=True)
    return LdapDirectory(settings, clock, openldap if isinstance(case, OpenLdapCase) else Ds389)


class Timer:
    def __init__(self, case: DirectoryCase, place: Path) -> None:
        self.clock = AheadClock()
        chance = SystemChance()
        key = find_key(place, chance, source=KeySource.FILE, environ={})
        self.stores = open_store(place, key, self.clock, chance, durable=False)
        self.way_in = SignIn(
            directory=own_account(case, self.clock),
            stores=self.stores,
            policy=DeskPolicy(passwords=PasswordRules(temporary_hours=24)),
            roles={Role.OPERATOR: (case.operators_group,)},
            clock=self.clock,
            randomness=chance,
            source=Source("host", "1:1", "", ""),
            pause=lambda seconds: None,
            is_alive=lambda host, process: True,
            delivery=ScriptedDelivery(),
            is_elevated=lambda: False,
        )

    def reset(self, person: Person) -> None:
        """As the desk does it, and what it leaves behind."""
        with self.way_in.as_service("desk") as expiring:
            session = expiring._session
            change = a_change(Secret(GIVEN), must_change=True)
            assert write(session.directory, person.id, change).kind is ReplyKind.ACCEPTED
            assert isinstance(
                set_end(session, 1, session.clock.now(), session.directory.read(person.id), STEPS), datetime
            )

    def run(self) -> list[Ended]:
        with self.way_in.as_service("desk") as expiring:
            assert isinstance(expiring, Expiring)
            return list(expiring.run())


@pytest.fixture
def timer(case: DirectoryCase, tmp_path: Path) -> Iterator[Timer]:
    made = Timer(case, tmp_path / "store" / "desk.db")
    yield made
    made.stores.close()


def test_what_nobody_used_is_ended_and_what_was_used_is_not(case: DirectoryCase, timer: Timer) -> None:
    """The one who used it has a password of her own by then."""
    lazy, quick = case.person(), case.person()
    for each in (lazy, quick):
        timer.reset(each)
        assert case.signs_in(each.login, GIVEN) is Verdict.MUST_CHANGE
    with (
        timer.way_in.as_service("desk") as expiring,
        expiring._session.directory.prepare_own_change(quick.id) as prepared,
    ):
        assert prepared.change(Secret(GIVEN), Secret(THEIRS)).kind is ReplyKind.ACCEPTED
    assert timer.run() == []
    timer.clock.ahead = timedelta(hours=25)
    ended = {each.login: each for each in timer.run()}
    assert ended[lazy.login].outcome is Outcome.DONE
    assert ended[quick.login].outcome is None
    assert ended[quick.login].problem is not None
    assert ended[quick.login].problem.code == "temporary-changed"
    assert case.signs_in(lazy.login, GIVEN) is Verdict.NO
    assert case.signs_in(quick.login, THEIRS) is Verdict.OK
    assert timer.run() == []
