"""Registering authenticator apps and hardware tokens: pending until a code from them."""

from dataclasses import dataclass

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.methods import (
    OATH_KINDS,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
)
from helpdesk_tui.desk.methods.oath import why_not_newer
from helpdesk_tui.desk.ports import NewSeed, OathSeed
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.changes import Changes
from helpdesk_tui.desk.registration.enrolment import Enrolment
from helpdesk_tui.desk.registration.visit import Begun, Visit, Visits
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

LABEL_LIMIT = 40  # characters
_LONGEST_SERIAL = 64

_SEED_BYTES = {"SHA1": 20, "SHA256": 32, "SHA512": 32}
"""RFC 4226 §4 R6 and RFC 6238 §5.1; SHA-512 has as many bits as SHA-256, so that the QR code fits 80×24."""


@dataclass(frozen=True)
class _Known:
    """An app or token whose key is in the store already."""

    id: MethodId
    kind: MethodKind
    label: str
    detail: str  # the serial number of a token


class Apps:
    """One room of `Registration`."""

    def __init__(self, visits: Visits, changes: Changes) -> None:
        self._visits = visits
        self._changes = changes
        self._session = visits.session
        self._methods = visits.session.stores.methods

    def begin_new(self, clearance_id: ClearanceId, label: str) -> Enrolment:
        """A fresh key, by the policy's settings for new apps."""
        visit = self._visits.demand(clearance_id)
        self._visits.demand_kind(visit, MethodKind.TOTP)
        self._demand_room(visit)
        label = clean(label, LABEL_LIMIT) or "phone"
        self._visits.enter(visit)
        self._visits.record("method.begun", visit, method=MethodKind.TOTP.value, label=label)
        rules = self._session.policy.registration
        key = Secret(self._session.chance.base32(_SEED_BYTES[rules.app.algorithm]))
        seed = NewSeed(MethodKind.TOTP, label, key, rules.app)
        method = self._methods.add_seed(visit.account.id, seed, self._session.clock.now())
        self._visits.begin(method, Begun(visit.clearance, MethodKind.TOTP, label))
        uri = codes.provisioning_uri(key, rules.app, rules.issuer, visit.account.login)
        return Enrolment(method, visit.account, MethodKind.TOTP, label, uri, key, rules.app)

    def begin_known(self, clearance_id: ClearanceId, serial: str, method_id: MethodId | None) -> Enrolment:
        """A token in stock, or an app or token that was imported for this person. A token stays in stock
        until its first code: a serial number read wrongly gives nobody's token away."""
        visit = self._visits.demand(clearance_id)
        known = self._in_stock(serial) if method_id is None else self._imported(visit, method_id)
        self._visits.demand_kind(visit, known.kind)
        self._demand_room(visit)
        seed = self._methods.seed(known.id)
        self._visits.enter(visit)
        self._visits.record("method.begun", visit, method=known.kind.value, token=known.detail)
        begun = Begun(visit.clearance, known.kind, known.label, from_stock=method_id is None)
        self._visits.begin(known.id, begun)
        return Enrolment(
            known.id, visit.account, known.kind, known.label, settings=seed.settings, detail=known.detail
        )

    def activate(self, enrolment: Enrolment, typed: Secret, second: Secret | None) -> Method:
        """By one code; by two in a row where clock or counter is off."""
        visit, begun = self._visits.resume(enrolment)
        self._demand_room(visit)
        seed = self._methods.seed(enrolment.method)
        said = [_digits(seed, each) for each in (typed, second) if each is not None]
        admitted = self._visits.attempt(visit, enrolment.method)
        found = self._place(seed, said)
        if found is None:
            raise self._visits.failed(
                visit, self._why_wrong(enrolment.method, begun, seed, said, admitted.left)
            )
        factor, drift = found
        about = {"label": begun.label, "token": enrolment.detail}
        self._changes.adding(visit, begun.kind, about)
        self._take_from_stock(visit, begun, enrolment.method)
        now = self._session.clock.now()
        if not self._methods.accept_step(enrolment.method, factor, now, activate=True, drift=drift):
            raise self._visits.failed(
                visit, why_not_newer(self._methods, enrolment.method, factor, admitted.left)
            )
        self._session.stores.attempts.succeed(admitted.attempt)
        self._visits.forget(enrolment.method)
        self._changes.added(visit, enrolment.method, begun.kind, about)
        return self._visits.method(visit, enrolment.method)

    # --- apps and tokens that are there -------------------------------------------------------------

    def _in_stock(self, serial: str) -> _Known:
        serial = clean(serial)
        fits = 0 < len(serial) <= _LONGEST_SERIAL  # a longer one is not looked up by its beginning
        method = self._methods.in_stock(serial) if fits else None
        if method is None:
            raise Refused(problem("token-unknown"))
        return _Known(method, MethodKind.OATH_TOKEN, serial, serial)

    def _imported(self, visit: Visit, method_id: MethodId) -> _Known:
        found = self._visits.method(visit, method_id)
        if found.kind not in OATH_KINDS or found.status is not MethodStatus.IMPORTED:
            raise Refused(problem("method-unknown"))
        return _Known(found.id, found.kind, found.label, found.detail)

    def _take_from_stock(self, visit: Visit, begun: Begun, method: MethodId) -> None:
        if not begun.from_stock or any(each.id == method for each in self._visits.methods(visit)):
            return
        if not self._methods.assign(method, visit.account.id, self._session.clock.now()):
            raise self._visits.failed(visit, problem("token-taken"))

    def _demand_room(self, visit: Visit) -> None:
        """Raises `Refused` when the person has as many apps and tokens as policy allows."""
        active = [
            each
            for each in self._visits.methods(visit)
            if each.kind in OATH_KINDS and each.status is MethodStatus.ACTIVE
        ]
        if len(active) >= self._session.policy.registration.max_apps:
            raise Refused(problem("too-many-apps", count=len(active)))

    # --- codes --------------------------------------------------------------------------------------

    def _place(self, seed: OathSeed, said: list[str]) -> tuple[int, int | None] | None:
        """Where the code, or the second of two, stands; and the drift to keep."""
        rules, now = self._session.policy.verification.oath, self._session.clock.now()
        if len(said) > 1:
            return codes.resynchronised(seed, said[0], said[1], now, rules)
        factor = codes.matching_factor(seed, said[0], now, rules)
        return None if factor is None else (factor, None)

    def _why_wrong(
        self, method: MethodId, begun: Begun, seed: OathSeed, said: list[str], left: int
    ) -> Problem:
        """A right code of another time is told as such, and used up by that, as with any proof."""
        if len(said) > 1:
            return problem("resync-failed", left=left)
        rules, now = self._session.policy.verification.oath, self._session.clock.now()
        drift = codes.clock_drift(seed, said[0], now, rules.window)
        if drift is not None:
            self._methods.accept_step(method, codes.step_at(seed, now, drift), now)
            way = "ahead" if drift > 0 else "behind"
            return problem("clock-drift", seconds=abs(drift), way=way, left=left)
        is_token = begun.kind is MethodKind.OATH_TOKEN
        return problem("token-wrong-code", left=left) if is_token else problem("registration-wrong-code")


def _digits(seed: OathSeed, typed: Secret) -> str:
    code = codes.ascii_digits(typed, seed.settings.digits)
    if code is None:
        raise Refused(problem("code-malformed", digits=seed.settings.digits))
    return code
