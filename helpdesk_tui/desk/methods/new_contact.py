"""Registering an address or a number: what may be one, and when it counts."""

from typing import ClassVar

import phonenumbers

from helpdesk_tui.desk import contacts, sending
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.contacts import digest
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import (
    FACTS,
    MAX_CONTACTS,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
    label_in_store,
)
from helpdesk_tui.desk.methods.enrolment import Enrolment, counting, name_field, name_from, named
from helpdesk_tui.desk.ports import Channel
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.changes import Visit
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

_CHANNEL_WORDS = {Channel.MAIL: "mail", Channel.SMS: "SMS"}
_NAMES = {
    MethodKind.EMAIL: N_("private mail"),
    MethodKind.SMS: N_("mobile"),
    MethodKind.CALL_BACK: N_("mobile"),
}
_UNSURE = N_("No number of this form is known to be in use: read it back digit by digit.")


class NewContact(Enrolment):
    """Typed, then confirmed there. One that it replaces goes when it counts, not before: the person is never
    without."""

    goes_on: ClassVar[str]  # what going on from the address does

    address = ""
    label = ""

    @classmethod
    def why_not(cls, session: Session, account: Account, kind: MethodKind) -> Problem | None:
        """The channel is off, or the person has as many as may be."""
        if off := channel_off(session, kind):
            return off
        count = counting(session, account, {kind})
        return problem("too-many-contacts", count=count) if count >= MAX_CONTACTS else None

    @property
    def title(self) -> str:
        return _("Replace: {label}", label=FACTS[self.kind].label) if self.of else super().title

    @property
    def done(self) -> str:
        return _("Changed: {named}.", named=named(self.method)) if self.of and self.method else super().done

    def address_prompt(self) -> Prompt:
        mail = self.kind is MethodKind.EMAIL
        kind, what = (FieldKind.MAIL, N_("Address")) if mail else (FieldKind.PHONE, N_("Number"))
        help_ = _("One plain address.") if mail else _("The whole number, with its country or area code.")
        return Prompt(
            "address",
            self.goes_on,
            advice=_("Ask for the address and type it.") if mail else _("Ask for the number and type it."),
            fields=(
                Field("address", kind, what, help=help_, value=self.address),
                name_field(self.of.label if self.of else self.label or _(_NAMES[self.kind])),
            ),
        )

    def take_address(self, visit: Visit, answer: Answer) -> None:
        """The address in the form to be used: the person's, not there yet, and not the operator's own."""
        self.demand_possible()
        self.address = self._form(visit, answer.text("address"))
        self.label = name_from(answer, label_in_store(self.kind))

    def shown_whole(self) -> str:
        """To be read back, or dialled."""
        if self.kind is MethodKind.EMAIL:
            return self.address
        return contacts.dialable(self.address, self.session.policy.phone_region) or self.address

    def unsure(self) -> str:
        """Where the number may lack a digit: what is possible in a country is not all in use."""
        if self.kind is MethodKind.EMAIL:
            return ""
        parsed = phonenumbers.parse(self.address, self.session.policy.phone_region)
        return "" if phonenumbers.is_valid_number(parsed) else _(_UNSURE)

    def put_in_wait(self, visit: Visit) -> MethodId:
        """In the store; it proves nothing yet."""
        masked, now = contacts.masked(self.kind, self.address), self.session.clock.now()
        with self.visits.together():
            self.visits.enter(visit)
            self.visits.record("method.begun", visit, method=self.kind.value, label=self.label, to=masked)
            return self.stored.add_contact(visit.account.id, self.kind, self.label, Secret(self.address), now)

    def count(self, visit: Visit, method: MethodId) -> None:
        """It was confirmed: from pending to counting."""
        if self.of is None:
            self.demand_possible()
        own = self._digests(self.stored.contact(method).reveal())
        about = {"label": self.label}
        with self.visits.together():
            self.visits.adding(visit, self.kind, about)
            if not self.stored.activate(method, self.session.clock.now()):
                raise self.visits.failed(visit, problem("registration-expired"))
            self.visits.added(visit, method, self.kind, about, own)
            self._remove_replaced(visit, method, own)
        self.method = self.visits.method(visit, method)

    def _remove_replaced(self, visit: Visit, method: MethodId, own: frozenset[str]) -> None:
        old = self.of
        if old is not None and any(each.id == old.id for each in self.visits.methods(visit)):
            if old.is_default:
                self.stored.set_default(visit.account.id, method)
            self.visits.remove(visit, old, own)

    # --- what may be registered ---------------------------------------------------------------------

    def demand_possible(self) -> None:
        """One that takes another's place needs no room."""
        if self.of is None:
            super().demand_possible()
        elif off := channel_off(self.session, self.kind):
            raise Refused(off)

    def _form(self, visit: Visit, typed: str) -> str:
        region, rules = self.session.policy.phone_region, self.session.policy.verification.sending
        address = contacts.contact_form(self.kind, typed, region)
        if address is None:
            mail = self.kind is MethodKind.EMAIL
            number = contacts.dialable(typed, region) if self.kind is MethodKind.SMS else None
            why = sending.untextable(number, rules) if number else None
            raise Refused(why or problem("new-address-unfit" if mail else "new-number-unfit"))
        if self.kind is MethodKind.SMS and (why := sending.untextable(address, rules)):
            raise Refused(why)
        if any(self._is_at(each, address) for each in self.visits.methods(visit)):
            raise Refused(problem("contact-known"))
        mine, theirs = self._bare_of(self.session.directory.operator), self._bare_of(visit.account)
        bare = self._bare(address)
        if bare and bare == mine != theirs:
            raise self.visits.failed(visit, problem("contact-of-operator"))
        return address

    def _is_at(self, method: Method, address: str) -> bool:
        if method.kind is not self.kind or method.status is not MethodStatus.ACTIVE:
            return False
        try:
            known = self.stored.contact(method.id).reveal()
        except Refused:
            return False  # it cannot be read any more: to be replaced
        return digest(self.kind, known) == digest(self.kind, address)

    def _bare_of(self, account: Account) -> str:
        """Of what the directory has of somebody; office numbers are often shared."""
        return self._bare(account.mail if self.kind is MethodKind.EMAIL else account.mobile or "")

    def _bare(self, address: str) -> str:
        """Without what leads to the same place all the same: an extension, a +tag."""
        if self.kind is not MethodKind.EMAIL:
            return contacts.e164(address, self.session.policy.phone_region) or ""
        local, at, domain = address.casefold().rpartition("@")
        return f"{local.partition('+')[0]}{at}{domain}"

    def _digests(self, address: str) -> frozenset[str]:
        """By what a notice would reach this address: a number to call may take messages too."""
        if self.kind is MethodKind.EMAIL:
            return frozenset({digest(self.kind, address)})
        number = contacts.e164(address, self.session.policy.phone_region)
        return frozenset({digest(MethodKind.SMS, number)}) if number else frozenset()


def channel_off(session: Session, kind: MethodKind) -> Problem | None:
    """Why nothing can be sent for this kind; None = it can, or nothing is."""
    channel = sending.CHANNELS.get(kind)
    off = channel is not None and channel not in session.delivery.channels
    return problem("channel-off", channel=_CHANNEL_WORDS[channel]) if channel and off else None
