"""Registering addresses and numbers: pending until a code that was sent there, or an answered call."""

from dataclasses import replace

from helpdesk_tui.desk import codes, contacts, sending
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.contacts import digest
from helpdesk_tui.desk.methods import (
    CONTACT_KINDS,
    FACTS,
    MAX_CONTACTS,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
)
from helpdesk_tui.desk.phrase import new_phrase
from helpdesk_tui.desk.policy import SendRules
from helpdesk_tui.desk.ports import (
    Challenge,
    ChallengeId,
    Channel,
    DeliveryKind,
    Message,
    MessageKind,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.apps import LABEL_LIMIT
from helpdesk_tui.desk.registration.changes import Changes
from helpdesk_tui.desk.registration.enrolment import Enrolment, SentTo
from helpdesk_tui.desk.registration.visit import Begun, Visit, Visits
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_CHANNELS = {MethodKind.EMAIL: Channel.MAIL, MethodKind.SMS: Channel.SMS}
_CHANNEL_WORDS = {Channel.MAIL: "mail", Channel.SMS: "SMS"}


class Contacts:
    """One room of `Registration`."""

    def __init__(self, visits: Visits, changes: Changes) -> None:
        self._visits = visits
        self._changes = changes
        self._session = visits.session
        self._methods = visits.session.stores.methods

    def begin(
        self,
        clearance_id: ClearanceId,
        kind: MethodKind,
        typed: str,
        label: str,
        replaces: MethodId | None,
    ) -> Enrolment:
        """A pending one. A code is sent to it, or the number is to be called. The one that it `replaces` goes
        when it counts, not before: the person is never without."""
        visit = self._visits.demand(clearance_id)
        if kind not in CONTACT_KINDS:
            raise Refused(problem("kind-not-allowed", kind=FACTS[kind].label))
        self._visits.demand_kind(visit, kind)
        self._demand_channel(kind)
        old = self._to_replace(visit, kind, replaces)
        if old is None:
            self._demand_room(visit, kind)
        address = self._form(visit, kind, typed)
        label = clean(label, LABEL_LIMIT) or FACTS[kind].label
        self._visits.enter(visit)
        masked = contacts.masked(kind, address)
        self._visits.record("method.begun", visit, method=kind.value, label=label, to=masked)
        method = self._methods.add_contact(
            visit.account.id, kind, label, Secret(address), self._session.clock.now()
        )
        self._visits.begin(method, Begun(visit.clearance, kind, label, replaces=old))
        enrolment = Enrolment(method, visit.account, kind, label, detail=masked)
        return enrolment if kind is MethodKind.CALL_BACK else self._with_code(visit, enrolment, address)

    def send_again(self, enrolment: Enrolment) -> Enrolment:
        """A fresh code; the earlier one works no more. What cannot be sent leaves all as it was."""
        visit, begun = self._visits.resume(enrolment)
        if begun.kind not in _CHANNELS:
            raise Refused(problem("confirmed-otherwise"))
        self._demand_channel(begun.kind)
        address = self._methods.contact(enrolment.method).reveal()
        return replace(enrolment, sent=self._send(visit, begun.kind, enrolment.method, address))

    def activate(self, enrolment: Enrolment, typed: Secret) -> Method:
        """By the newest code that was sent to this very address."""
        visit, begun = self._visits.resume(enrolment)
        if begun.kind not in _CHANNELS:
            raise Refused(problem("confirmed-otherwise"))
        digits = self._session.policy.verification.sending.digits
        code = codes.ascii_digits(typed, digits)
        if code is None:
            raise Refused(problem("code-malformed", digits=digits))
        challenges, now = self._session.stores.challenges, self._session.clock.now()
        challenge = challenges.newest(enrolment.method, enrolment.method)
        if challenge is None:
            raise Refused(problem("no-code-sent"))
        if now >= challenge.expires_at:
            raise Refused(problem("code-expired"))
        admitted = self._visits.attempt(visit, enrolment.method)
        own = digest(begun.kind, self._methods.contact(enrolment.method).reveal())
        if not challenges.use(challenge.id, Secret(code), own, now):
            raise self._visits.failed(visit, problem("sent-code-wrong", left=admitted.left))
        self._session.stores.attempts.succeed(admitted.attempt)
        return self._count(visit, begun, enrolment.method)

    def attest(self, enrolment: Enrolment, confirmed: bool) -> Method:
        """The operator called the number; did the person answer there?"""
        visit, begun = self._visits.resume(enrolment)
        if begun.kind is not MethodKind.CALL_BACK:
            raise Refused(problem("confirmed-otherwise"))
        if not confirmed:
            raise self._visits.failed(visit, problem("call-back-failed"))
        return self._count(visit, begun, enrolment.method)

    @property
    def _rules(self) -> SendRules:
        return self._session.policy.verification.sending

    # --- from pending to counting -------------------------------------------------------------------

    def _count(self, visit: Visit, begun: Begun, method_id: MethodId) -> Method:
        if begun.replaces is None:
            self._demand_room(visit, begun.kind)
        own = self._digests(begun.kind, self._methods.contact(method_id).reveal())
        about = {"label": begun.label}
        self._changes.adding(visit, begun.kind, about)
        if not self._methods.activate(method_id, self._session.clock.now()):
            raise self._visits.failed(visit, problem("registration-expired"))
        self._visits.forget(method_id)
        self._changes.added(visit, method_id, begun.kind, about, own)
        old = begun.replaces
        if old is not None and any(each.id == old.id for each in self._visits.methods(visit)):
            if old.is_default:
                self._methods.set_default(visit.account.id, method_id)
            self._changes.remove(visit, old, own)
        return self._visits.method(visit, method_id)

    def _digests(self, kind: MethodKind, address: str) -> frozenset[str]:
        """By what a notice would reach this address: a number to call may take messages too."""
        if kind is MethodKind.EMAIL:
            return frozenset({digest(kind, address)})
        number = contacts.e164(address, self._session.policy.phone_region)
        return frozenset({digest(MethodKind.SMS, number)}) if number else frozenset()

    # --- sending ------------------------------------------------------------------------------------

    def _with_code(self, visit: Visit, enrolment: Enrolment, address: str) -> Enrolment:
        """The first code; an address that it cannot be sent to is not kept."""
        try:
            sent = self._send(visit, enrolment.kind, enrolment.method, address)
        except Refused:
            self._visits.forget(enrolment.method)
            self._methods.remove(enrolment.method)
            raise
        return replace(enrolment, sent=sent)

    def _send(self, visit: Visit, kind: MethodKind, method: MethodId, address: str) -> SentTo:
        session, rules = self._session, self._rules
        code, phrase = codes.new_sent_code(session.chance, rules.digits), new_phrase(session.chance)
        now = session.clock.now()
        challenge = Challenge(
            id=ChallengeId(session.chance.token(18)),
            purpose=method,
            method=method,
            account=visit.account.id,
            operator=session.operator.id,
            destination=digest(kind, address),
            phrase=phrase,
            sent_at=now,
            expires_at=now + rules.lifetime,
        )
        about = {"method": kind.value, "challenge": challenge.id}
        self._visits.record("challenge.sending", visit, **about)
        counted_as = sending.counted_as(_CHANNELS[kind], address)
        if full := session.stores.challenges.open(challenge, code, counted_as, rules.limits):
            raise self._visits.failed(visit, sending.too_many(full, now))
        account = visit.account
        delivered = session.send(
            Message(
                channel=_CHANNELS[kind],
                kind=MessageKind.CONFIRM,
                to=address,
                language=account.preferred_language,
                words={
                    "name": account.name or account.login,
                    "operator": session.operator.name or session.operator.login,
                    "phrase": phrase,
                    "minutes": str(int(rules.lifetime.total_seconds()) // 60),
                },
                code=codes.printed_sent_code(code),
            )
        )
        if delivered.kind is DeliveryKind.REFUSED:
            session.stores.challenges.void(challenge.id)
            why = delivered.problem or problem("not-delivered")
            self._visits.record("challenge.not-sent", visit, **about, problem=why.code, code=delivered.code)
            raise Refused(why)
        sure = delivered.kind is DeliveryKind.SENT
        self._visits.record("challenge.sent", visit, **about, sure=sure)
        return SentTo(contacts.masked(kind, address), phrase, challenge.expires_at, delivered.problem)

    # --- what may be registered ---------------------------------------------------------------------

    def _demand_channel(self, kind: MethodKind) -> None:
        channel = _CHANNELS.get(kind)
        if channel is not None and channel not in self._session.delivery.channels:
            raise Refused(problem("channel-off", channel=_CHANNEL_WORDS[channel]))

    def _demand_room(self, visit: Visit, kind: MethodKind) -> None:
        counting = (MethodStatus.ACTIVE, kind)
        count = sum((each.status, each.kind) == counting for each in self._visits.methods(visit))
        if count >= MAX_CONTACTS:
            raise Refused(problem("too-many-contacts", count=count))

    def _to_replace(self, visit: Visit, kind: MethodKind, replaces: MethodId | None) -> Method | None:
        if replaces is None:
            return None
        found = self._visits.method(visit, replaces)
        if found.kind is not kind:
            raise Refused(problem("method-unknown"))
        return found

    def _form(self, visit: Visit, kind: MethodKind, typed: str) -> str:
        """The address in the form to be used: the person's, not there yet, and not the operator's own."""
        region = self._session.policy.phone_region
        address = contacts.contact_form(kind, typed, region)
        if address is None:
            mail = kind is MethodKind.EMAIL
            number = contacts.dialable(typed, region) if kind is MethodKind.SMS else None
            why = sending.untextable(number, self._rules) if number else None
            raise Refused(why or problem("new-address-unfit" if mail else "new-number-unfit"))
        if kind is MethodKind.SMS and (why := sending.untextable(address, self._rules)):
            raise Refused(why)
        if any(self._is_at(each, kind, address) for each in self._visits.methods(visit)):
            raise Refused(problem("contact-known"))
        mine, theirs = (
            self._bare_of(self._session.directory.operator, kind),
            self._bare_of(visit.account, kind),
        )
        bare = self._bare(kind, address)
        if bare and bare == mine != theirs:
            raise self._visits.failed(visit, problem("contact-of-operator"))
        return address

    def _is_at(self, method: Method, kind: MethodKind, address: str) -> bool:
        if method.kind is not kind or method.status is not MethodStatus.ACTIVE:
            return False
        try:
            known = self._methods.contact(method.id).reveal()
        except Refused:
            return False  # it cannot be read any more: to be replaced
        return digest(kind, known) == digest(kind, address)

    def _bare_of(self, account: Account, kind: MethodKind) -> str:
        """Of what the directory has of somebody; office numbers are often shared."""
        return self._bare(kind, account.mail if kind is MethodKind.EMAIL else account.mobile or "")

    def _bare(self, kind: MethodKind, address: str) -> str:
        """Without what leads to the same place all the same: an extension, a +tag."""
        if kind is not MethodKind.EMAIL:
            return contacts.e164(address, self._session.policy.phone_region) or ""
        local, at, domain = address.casefold().rpartition("@")
        return f"{local.partition('+')[0]}{at}{domain}"
