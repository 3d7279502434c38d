"""No sequence of answers opens a desk without a proof of the operator's own, or others' word and a new app.

The model knows what was really shown since the sign-in began, and to whom: a right code of the operator's own
app, a supervisor's password and code, the first code of a new app. It is compared whenever a desk opens.
"""

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pyotp
from desk.conftest import World, make_account
from desk.test_second_factor import PASSWORD, Office, put
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from helpdesk_tui.desk.conversation.prompt import ShownKind
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.policy import SecondFactor
from helpdesk_tui.secret import Secret

SUPERVISORS = ("sam", "sue", "sid")
PEOPLE = ("dana", *SUPERVISORS)


class SigningIn(RuleBasedStateMachine):
    """Somebody signs in as Dana, with passwords and codes of whomever, right and wrong."""

    @initialize(
        rule_=st.sampled_from([SecondFactor.REQUIRED, SecondFactor.WHEN_REGISTERED]),
        have=st.tuples(*[st.booleans()] * len(PEOPLE)),
        begun=st.booleans(),
        lost=st.booleans(),
    )
    def open_office(self, rule_: SecondFactor, have: tuple[bool, ...], begun: bool, lost: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()  # ends with the machine
        self.office = Office(World(Path(self.folder.name), MAKE))
        self.office.rule = rule_
        having = [login for login, has in zip(PEOPLE, have, strict=True) if has]
        self.office.give_app(*having)
        if "dana" in having:
            methods, now = self.office.world.stores.methods, self.office.world.clock.now()
            methods.add_recovery_codes(self.office.account("dana").id, [Secret("ABCDEFGHJKMNPQ")], now)
        supervisors = [login for login in having if login in SUPERVISORS]
        self.has_begun = begun and bool(supervisors)
        if self.has_begun:
            self.office.sign_in(supervisors[0])
        self.opened = 0
        self.talk = None
        self.begin()
        if lost and "dana" in having:
            put(self.talk, key="lost")

    # --- the model ----------------------------------------------------------------------------------

    def begin(self) -> None:
        if self.talk is not None:
            self.talk.end()
        self.had = {login for login in PEOPLE if login in self.office.apps}
        self.proven = self.registered = False
        self.confirmed: set[str] = set()
        self.since = self.office.world.clock.now()
        self.typed = ""  # whose password was right, last
        self.new: pyotp.TOTP | None = None
        self.talk = self.office.begin()
        self.is_free = self.office.rule is SecondFactor.WHEN_REGISTERED and "dana" not in self.had
        assert (self.talk.opened is not None) is self.is_free

    @property
    def is_earned(self) -> bool:
        enough = 2 if "dana" in self.had else 1
        return self.proven or (self.registered and len(self.confirmed) >= enough)

    def _put(self, **answer: str) -> bool:
        """Whether the desk took it."""
        was_open = self.talk.opened is not None
        late = self.office.world.clock.now() >= self.since + timedelta(minutes=10)
        try:
            put(self.talk, **answer)
        except HelpdeskError:
            return False
        assert was_open or not late
        return True

    @invariant()
    def what_opened_was_earned(self) -> None:
        if not hasattr(self, "talk") or self.talk.opened is None or self.is_free:
            return
        assert self.is_earned
        self.opened += 1
        if self.new is not None:
            self.office.apps["dana"] = self.new
            self.has_begun = True
        self.has_begun |= self.proven
        self.begin()

    # --- what is typed ------------------------------------------------------------------------------

    @property
    def asked(self) -> set[str]:
        prompt = self.talk.stands().prompt
        return {each.name for each in prompt.fields} if prompt else set()

    @precondition(lambda self: bool(self.asked))
    @rule(steps=st.integers(1, 6), which=st.integers(0, 2))
    def what_is_asked_is_given(self, steps: int, which: int) -> None:
        """As it goes where nobody means harm."""
        for _ in range(steps):
            if "login" in self.asked:
                others = [each for each in SUPERVISORS if each not in self.confirmed]
                self.a_supervisor_signs_in(others[which % len(others)], right=True)
            elif "label" in self.asked:
                self.an_app_is_named()
            elif "code" in self.asked:
                self.office.world.clock.forward(seconds=30)
                self.a_code_is_typed("the one who is asked")

    @precondition(lambda self: "login" in self.asked)
    @rule(login=st.sampled_from([*PEOPLE, *SUPERVISORS]), right=st.sampled_from([True, True, False]))
    def a_supervisor_signs_in(self, login: str, right: bool) -> None:
        if self._put(login=login, password=PASSWORD if right else "guess"):
            assert right
            assert login in SUPERVISORS
            self.typed = login
            if "code" not in self.asked:  # taken at its word
                assert not self.has_begun
                assert login not in self.had
                assert "dana" not in self.had
                self.confirmed.add(login)
                self.since = self.office.world.clock.now()

    @precondition(lambda self: "code" in self.asked)
    @rule(whose=st.sampled_from([*PEOPLE, *["the one who is asked"] * 6]))
    def a_code_is_typed(self, whose: str) -> None:
        whose = self._asked_now() if whose not in PEOPLE else whose
        shown = self.new if whose == "new" else self.office.apps.get(whose)
        code = shown.at(self.office.world.clock.now()) if shown else "000000"
        who = self._asked_now()
        if not self._put(code=code):
            return
        assert whose == who
        self.proven |= who == "dana"
        self.registered |= who == "new"
        if who in SUPERVISORS:
            assert who == self.typed
            self.confirmed.add(who)
            self.has_begun = True
            self.since = self.office.world.clock.now()

    def _asked_now(self) -> str:
        """Whose code is asked for."""
        stands = self.talk.stands()
        if stands.title == "Prove that it is you":
            return "dana"
        who, confirms, _ = stands.prompt.advice.partition(" confirms.")
        return who if confirms else "new"

    @precondition(lambda self: "label" in self.asked)
    @rule()
    def an_app_is_named(self) -> None:
        if self._put(label="new phone"):
            shows = self.talk.stands().prompt.shows
            uri = next(each.text for each in shows if each.kind is ShownKind.QR)
            self.new = pyotp.parse_uri(uri.reveal())

    @precondition(lambda self: bool(self.asked))
    @rule(key=st.sampled_from(["lost", "method", "here"]))
    def a_key_is_taken(self, key: str) -> None:
        if self._put(key=key) and key == "lost":
            self.since = self.office.world.clock.now()

    @rule(seconds=st.sampled_from([30, 30, 300, 600]))
    def time_passes(self, seconds: int) -> None:
        self.office.world.clock.forward(seconds=seconds)

    @rule()
    def it_begins_anew(self) -> None:
        self.begin()

    @invariant()
    def what_guards_stays_until_another_does(self) -> None:
        if not hasattr(self, "talk") or "dana" not in self.had:
            return
        with suppress(HelpdeskError):
            assert self.office.begin().opened is None

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


MAKE = make_account.__wrapped__()
SigningIn.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestSigningIn = SigningIn.TestCase
