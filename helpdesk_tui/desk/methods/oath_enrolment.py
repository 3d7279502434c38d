"""Registering apps and tokens: they wait until a first code from them."""

from abc import abstractmethod
from dataclasses import replace

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import (
    Answer,
    Choice,
    Field,
    FieldKind,
    Prompt,
    Shown,
    ShownKind,
)
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import FACTS, OATH_KINDS, Method, MethodId, MethodKind, MethodStatus
from helpdesk_tui.desk.methods.enrolment import Enrolment, counting, name_field, name_from
from helpdesk_tui.desk.methods.oath import (
    ask_for_code,
    code_prompt,
    codes_of,
    digits,
    place,
    showing,
    why_not_newer,
    why_wrong,
)
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.changes import Visit
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_LONGEST_SERIAL = 64
_SEED_BYTES = {"SHA1": 20, "SHA256": 32, "SHA512": 32}
"""RFC 4226 §4 R6 and RFC 6238 §5.1; SHA-512 has as many bits as SHA-256, so that the QR code fits 80×24."""

_WRONG = {MethodKind.TOTP: "registration-wrong-code", MethodKind.OATH_TOKEN: "token-wrong-code"}

_NAME_APP = Prompt(
    "name",
    N_("makes a key"),
    working=N_("Making a key …"),
    advice=N_(
        "Name the app as the person calls it. The person must see this screen: the code follows on it."
    ),
    fields=(name_field("phone"),),
)
_SERIAL_HELP = N_(
    "The serial number stands on the token. It stays in stock until its first code is right, so a number "
    "that was read wrongly gives nobody's token away."
)
_SERIAL = Field("serial", FieldKind.TEXT, N_("Serial no."), help=_SERIAL_HELP)
_STOCK = Choice("stock", N_("one from stock, by its serial number"))


class _ByFirstCode(Enrolment):
    """Counts by one code; by two in a row where clock or counter is off."""

    label = ""
    serial = ""

    @classmethod
    def why_not(cls, session: Session, account: Account, kind: MethodKind) -> Problem | None:  # noqa: ARG003 - both have one limit
        """As many apps and tokens as policy allows."""
        count = counting(session, account, OATH_KINDS)
        full = count >= session.policy.registration.max_apps
        return problem("too-many-apps", count=count) if full else None

    @abstractmethod
    def first_prompt(self) -> Prompt: ...

    @abstractmethod
    def code_prompt(self) -> Prompt: ...

    @abstractmethod
    def make(self, visit: Visit, answer: Answer) -> None:
        """Take the answer to the first prompt: then something is `pending`."""

    def prompt(self) -> Prompt | None:
        if self.method is not None:
            return None
        return self.code_prompt() if self.pending else self.first_prompt()

    def answer(self, visit: Visit, answer: Answer) -> None:
        self.demand_possible()
        if self.pending is None:
            self.make(visit, answer)
        else:
            self._confirm(visit, self.pending, codes_of(answer))

    def take_from_stock(self, visit: Visit, method: MethodId) -> None:
        """Before it counts, where it was nobody's."""

    def _confirm(self, visit: Visit, method: MethodId, typed: tuple[Secret, ...]) -> None:
        session, visits = self.session, self.visits
        seed = self.stored.seed(method)
        said = digits(seed, typed)
        with visits.together():
            admitted = visits.attempt(visit, method)
            found = place(session, seed, said)
            if found is None:
                why = why_wrong(session, method, seed, said, admitted.left)
                raise visits.failed(visit, why or problem(_WRONG[self.kind], left=admitted.left))
            factor, drift = found
            about = {"label": self.label, "token": self.serial}
            visits.adding(visit, self.kind, about)
            self.take_from_stock(visit, method)
            now = session.clock.now()
            if not self.stored.accept_step(method, factor, now, activate=True, drift=drift):
                raise visits.failed(visit, why_not_newer(self.stored, method, factor, admitted.left))
            session.stores.attempts.succeed(admitted.attempt)
            visits.added(visit, method, self.kind, about)
        self.method = visits.method(visit, method)


class NewApp(_ByFirstCode):
    """A fresh key, by the policy's settings for new apps, as QR code and text."""

    how = N_("scanned, then a first code")

    def first_prompt(self) -> Prompt:
        return _NAME_APP

    def code_prompt(self) -> Prompt:
        asked = code_prompt(
            self.kind, _("Scan this with the app, or type its key. Then ask for the first code.")
        )
        return showing(asked, shows=self.shows, vanishes=True)

    def make(self, visit: Visit, answer: Answer) -> None:
        rules, self.label = self.session.policy.registration, name_from(answer, N_("phone"))
        key = Secret(self.session.randomness.base32(_SEED_BYTES[rules.app.algorithm]))
        seed = NewSeed(self.kind, self.label, key, rules.app)
        with self.visits.together():
            self.visits.enter(visit)
            self.visits.record("method.begun", visit, method=self.kind.value, label=self.label)
            waiting = self.stored.add_seed(visit.account.id, seed, self.session.clock.now())
        self.pending = waiting
        uri = codes.provisioning_uri(key, rules.app, rules.issuer, visit.account.login)
        form = _(
            "{digits} digits, {period} s, {algorithm}",
            digits=rules.app.digits,
            period=rules.app.period,
            algorithm=rules.app.algorithm,
        )
        self.shows = (Shown("", uri, ShownKind.QR), Shown("Key", key, ShownKind.KEY), Shown("", form))


class KnownDevice(_ByFirstCode):
    """A token in stock, or an app or token that was imported for this person. A token stays in stock until
    its first code: a serial number read wrongly gives nobody's token away."""

    how = N_("one from stock, or imported")
    _from_stock = False
    _imported: tuple[Method, ...] = ()

    @property
    def title(self) -> str:
        return _("Confirm: {label}", label=FACTS[self.kind].label) if self.of else super().title

    def begin(self, visit: Visit) -> None:
        super().begin(visit)
        if self.of is not None:
            self._take(visit, self.of)
        else:
            self._imported = tuple(
                each
                for each in self.visits.methods(visit)
                if each.kind is self.kind and each.status is MethodStatus.IMPORTED
            )

    def first_prompt(self) -> Prompt:
        fields: tuple[Field, ...] = (_SERIAL,)
        if self._imported:
            named = (
                Choice(each.id, _("{what}, imported", what=each.detail or each.label))
                for each in self._imported
            )
            which = Field("which", FieldKind.CHOICE, "Token", choices=(*named, _STOCK), value=_STOCK.value)
            fields = (which, replace(_SERIAL, optional=True))
        return Prompt(
            "serial",
            _("looks for it"),
            working=_("Looking for the token …"),
            advice=_("The serial number stands on the token."),
            fields=fields,
        )

    def code_prompt(self) -> Prompt:
        which = " ".join(part for part in (FACTS[self.kind].label, self.serial or self.label) if part)
        return code_prompt(self.kind, f"{which}. {ask_for_code(self.kind)}")

    def make(self, visit: Visit, answer: Answer) -> None:
        chosen = answer.values.get("which")
        known = next((each for each in self._imported if chosen and each.id == chosen.reveal()), None)
        if known is not None:
            self._take(visit, known)
        else:
            self._begin(visit, self._in_stock(answer.text("serial")), self.serial, self.serial)
            self._from_stock = True

    def take_from_stock(self, visit: Visit, method: MethodId) -> None:
        if not self._from_stock or any(each.id == method for each in self.visits.methods(visit)):
            return
        if not self.stored.assign(method, visit.account.id, self.session.clock.now()):
            self.pending = None  # another one may be typed
            raise self.visits.failed(visit, problem("token-taken"))

    def _in_stock(self, typed: str) -> MethodId:
        serial = clean(typed)
        fits = 0 < len(serial) <= _LONGEST_SERIAL  # a longer one is not looked up by its beginning
        method = self.stored.in_stock(serial) if fits else None
        if method is None:
            raise Refused(problem("token-unknown"))
        self.serial = serial
        return method

    def _take(self, visit: Visit, known: Method) -> None:
        if known.kind not in OATH_KINDS or known.status is not MethodStatus.IMPORTED:
            raise Refused(problem("method-unknown"))
        self._begin(visit, known.id, known.label, known.detail)

    def _begin(self, visit: Visit, method: MethodId, label: str, serial: str) -> None:
        self.stored.seed(method)  # whether its key can be read
        with self.visits.together():
            self.visits.enter(visit)
            self.visits.record("method.begun", visit, method=self.kind.value, token=serial)
        self.label, self.serial, self.pending = label, serial, method
