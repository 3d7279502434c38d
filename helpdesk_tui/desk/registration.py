"""The use cases of registering and removing methods on a person's behalf. Each takes a clearance."""

from dataclasses import dataclass, replace

from helpdesk_tui.desk import codes, guard
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.clearance import Action, Clearance, ClearanceId, fingerprint
from helpdesk_tui.desk.methods import MAX_APPS, Method, MethodId, MethodKind, MethodStatus, TotpSettings
from helpdesk_tui.desk.ports import Blocked
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.desk.verification import blocked_problem
from helpdesk_tui.errors import NotPermitted, Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_SEED_BYTES = 20  # RFC 4226 §4 R6 recommends 160 bits


@dataclass(frozen=True)
class Enrolment:
    """A pending app: what the person scans or types, once."""

    method: MethodId
    account: Account
    uri: Secret  # otpauth://…, for the QR code
    key: Secret  # base 32, to type by hand
    settings: TotpSettings


class Registration:
    """Changes the methods of accounts for one operator. Raises `NotPermitted`, `Refused`,
    `DirectoryUnreachable`, `StoreUnavailable`; then no method was changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stores = session.stores
        self._begun: dict[MethodId, Clearance] = {}  # what each pending app was begun with

    def begin_totp(self, clearance_id: ClearanceId, label: str) -> Enrolment:
        """Use up the clearance and store a pending app with a fresh key; it counts after `activate`."""
        clearance, account = self._demand(clearance_id)
        label = clean(label, 40) or "phone"
        apps = [
            method for method in self._stores.methods.methods(account.id) if method.kind is MethodKind.TOTP
        ]
        active = [method for method in apps if method.status is MethodStatus.ACTIVE]
        if len(active) >= MAX_APPS:
            raise Refused(problem("too-many-apps", count=len(active)))
        self._consume(clearance, account)
        self._record("method.begun", account, clearance, method=MethodKind.TOTP.value, label=label)
        key, settings = Secret(self._session.chance.base32(_SEED_BYTES)), TotpSettings()
        method = self._stores.methods.add_totp(account.id, label, key, settings, self._session.clock.now())
        self._begun[method] = clearance
        uri = codes.provisioning_uri(key, settings, self._session.policy.issuer, account.login)
        return Enrolment(method, account, uri, key, settings)

    def activate(self, enrolment: Enrolment, typed: Secret) -> Method:
        """Confirm the pending app by one code from it, within the time of the clearance it was begun with,
        and only if nothing speaks against it by now; tries are limited like any proof."""
        account, policy = self._still_permitted(enrolment), self._session.policy.verification
        seed = self._stores.methods.totp(enrolment.method)
        code = codes.ascii_digits(typed, seed.settings.digits)
        if code is None:
            raise Refused(problem("code-malformed", digits=seed.settings.digits))
        now, operator = self._session.clock.now(), self._session.operator.id
        admitted = self._stores.attempts.begin(account.id, enrolment.method, operator, policy.limits, now)
        if isinstance(admitted, Blocked):
            raise self._failed(account, blocked_problem(admitted))
        step = codes.matching_step(seed, code, now, policy.totp_window)
        if step is None:
            raise self._failed(account, problem("registration-wrong-code"))
        self._session.recorder.write("method.activating", account, method=MethodKind.TOTP.value)
        if not self._stores.methods.accept_step(enrolment.method, step, now, activate=True):
            raise self._failed(account, problem("registration-wrong-code"))
        self._session.recorder.write("method.added", account, method=MethodKind.TOTP.value)
        self._stores.attempts.succeed(admitted.attempt)
        del self._begun[enrolment.method]
        return self._method(account.id, enrolment.method)

    def abandon(self, enrolment: Enrolment) -> None:
        """Drop a pending app that was not confirmed."""
        enrolment.uri.drop()
        enrolment.key.drop()
        self._begun.pop(enrolment.method, None)
        pending = self._find(enrolment.account.id, enrolment.method)
        if pending is not None and pending.status is MethodStatus.PENDING:
            self._stores.methods.remove(enrolment.method)
            self._session.recorder.write("method.abandoned", enrolment.account, method=MethodKind.TOTP.value)

    def issue_recovery_codes(self, clearance_id: ClearanceId) -> tuple[Secret, ...]:
        """Replace the person's recovery codes; the new ones, as printed, are given out once."""
        clearance, account = self._demand(clearance_id)
        self._consume(clearance, account)
        self._record("method.begun", account, clearance, method=MethodKind.RECOVERY_CODE.value)
        fresh = codes.new_recovery_codes(self._session.chance)
        self._void(account)
        self._stores.methods.add_recovery_codes(account.id, fresh, self._session.clock.now())
        self._record("method.added", account, clearance, method=MethodKind.RECOVERY_CODE.value)
        return tuple(codes.printed_recovery_code(number, code) for number, code in enumerate(fresh, 1))

    def remove(self, clearance_id: ClearanceId, method_id: MethodId) -> Method:
        """Delete a registered method with its secret; what it was."""
        clearance, account = self._demand(clearance_id)
        method = self._method(account.id, method_id)
        self._consume(clearance, account)
        about = {"method": method.kind.value, "label": method.label}
        self._record("method.removing", account, clearance, **about)
        self._void(account)
        self._stores.methods.remove(method_id)
        self._record("method.removed", account, clearance, **about)
        return method

    # --- what every change of methods demands -------------------------------------------------------

    def _still_permitted(self, enrolment: Enrolment) -> Account:
        """The account now; the clearance is used up, but what it was bound to must hold to the end."""
        clearance = self._begun.get(enrolment.method)
        account = self._session.directory.read(enrolment.account.id)
        if clearance is None:
            raise self._failed(account, problem("registration-expired"))
        why = self._against(replace(clearance, used_at=None), account)
        if why:
            raise self._failed(account, why)
        return account

    def _void(self, account: Account) -> None:
        """A proof by a method that goes away, perhaps because it was stolen, clears nothing any more."""
        self._stores.clearances.void(account.id, self._session.clock.now())

    def _demand(self, clearance_id: ClearanceId) -> tuple[Clearance, Account]:
        clearance = self._stores.clearances.clearance(clearance_id)
        if clearance is None:
            raise NotPermitted(problem("no-clearance"))
        account = self._session.directory.read(clearance.account)
        why = self._against(clearance, account)
        if why:
            raise self._failed(account, why)
        return clearance, account

    def _against(self, clearance: Clearance, account: Account) -> Problem | None:
        session = self._session
        why = against_operator(session) or _against_clearance(session, clearance)
        if why is None and fingerprint(account) != clearance.fingerprint:
            why = problem("account-changed")
        if why:
            return why
        against = guard.refusals(session.operator, account, Action.CHANGE_METHODS, session.policy.scope)
        return against[0] if against else None

    def _consume(self, clearance: Clearance, account: Account) -> None:
        if not self._stores.clearances.consume(clearance.id, self._session.clock.now()):
            raise self._failed(account, problem("clearance-used"))

    def _method(self, account: AccountId, method_id: MethodId) -> Method:
        found = self._find(account, method_id)
        if found is None:
            raise Refused(problem("method-unknown"))
        return found

    def _find(self, account: AccountId, method_id: MethodId) -> Method | None:
        return next((each for each in self._stores.methods.methods(account) if each.id == method_id), None)

    def _record(self, event: str, account: Account, clearance: Clearance, **facts: object) -> None:
        self._session.recorder.write(event, account, clearance=clearance.id, ticket=clearance.ticket, **facts)

    def _failed(self, account: Account, why: Problem) -> NotPermitted:
        self._session.recorder.write("method.failed", account, problem=why.code)
        return NotPermitted(why)


def _against_clearance(session: Session, clearance: Clearance) -> Problem | None:
    now = session.clock.now()
    if clearance.operator != session.operator.id or Action.CHANGE_METHODS not in clearance.actions:
        return problem("clearance-not-for-this")
    if clearance.used_at is not None:
        return problem("clearance-used")
    if not clearance.issued_at <= now < clearance.expires_at:
        return problem("clearance-expired" if now >= clearance.expires_at else "clock-went-back")
    return problem("policy-changed") if clearance.policy_version != session.policy.version else None
