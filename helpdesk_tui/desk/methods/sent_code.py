"""Codes that the desk sends: to the caller by SMS or mail, or to the manager by mail."""

from dataclasses import replace
from functools import partial

from helpdesk_tui.desk import contacts
from helpdesk_tui.desk.account import Account, AccountKind, is_past
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt, Shown
from helpdesk_tui.desk.course import Course, Held
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import Method, MethodId, MethodKind
from helpdesk_tui.desk.methods.code_sender import CodeLetter, Sent, newest_challenge, said_code, send_code
from helpdesk_tui.desk.methods.new_contact import NewContact, channel_off
from helpdesk_tui.desk.methods.stated_number import OnceStated
from helpdesk_tui.desk.ports import Attempt, MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.changes import Visit
from helpdesk_tui.desk.verification import has_approved, too_fresh
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

_HELP = N_(
    "The code from the newest message, as it is read out; blanks do not matter. The two words stand in the "
    "message too: say them, so that the person knows that it comes from this desk."
)
_AGAIN = Key("again", N_("Send again"), N_("sends another"))


class SentCode(OnceStated):
    """First the number where policy wants it, then the code is sent, then it is typed."""

    _sent: Sent | None = None
    _unproven: tuple[Attempt, ...] = ()  # messages that count as tries until one is proven by

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        asks_number = self.number_prompt() if method.kind is MethodKind.SMS else None
        if asks_number:
            return asks_number
        sent, to_manager = self._sent, method.kind is MethodKind.MANAGER
        if sent and self.course.is_own:
            return _code_prompt(sent, "", words=_("The message carries the words"))
        if sent is None:
            return Prompt("send", _sends(method), working=_("Sending …"))
        reader = (
            _("The manager gives it to you or to the caller.")
            if to_manager
            else _("The caller reads it out.")
        )
        return _code_prompt(sent, reader)

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.prompt == "state-number":
            return self.compare_number(held, method, answer)
        if answer.prompt == "send" or answer.key == _AGAIN.name:
            if self.course.is_own:  # nobody need be on the phone: a stolen password alone asks for them
                self._unproven = (*self._unproven, self.course.attempt(held, method)[0])
            self._sent = _send(self.course, held, method)
            return held
        grown = _prove(self.course, held, method, answer["code"])
        for each in self._unproven:
            self.course.session.stores.attempts.succeed(each)
        return grown


def _code_prompt(
    sent: Sent, reader: str, again: Key = _AGAIN, words: str = N_("Say: the message carries the words")
) -> Prompt:
    return Prompt(
        "code",
        _("checks it"),
        advice=f"{_sent_to(sent)} {reader}".rstrip(),
        fields=(Field("code", FieldKind.CODE, N_("Code"), help=_HELP),),
        keys=(again,),
        shows=(Shown(words, sent.phrase.upper()),),
        until=sent.expires_at,
        doubt=sent.doubt,
    )


def _sent_to(sent: Sent) -> str:
    if sent.doubt:
        return _("Perhaps sent to {to}.", to=sent.masked)
    return _("Sent to {to}.", to=sent.masked)


def _sends(method: Method) -> str:
    if method.kind is MethodKind.MANAGER:
        return _(
            "sends a code to the manager, {name}, who gives it to you or to the caller", name=method.label
        )
    if method.kind is MethodKind.SMS:
        return _("sends a code to {to}, by SMS", to=method.detail)
    return _("sends a code to {to}, by mail", to=method.detail)


def _send(course: Course, held: Held, method: Method) -> Sent:
    """A fresh code; earlier ones of this method stop working."""
    return send_code(
        course.session,
        _letter(course, held, method),
        lambda event, **facts: course.record(event, held, method, **facts),
        lambda why: course.failed(held, method, why),
    )


def _prove(course: Course, held: Held, method: Method, typed: Secret) -> Held:
    """The newest code that was sent, to the address that still is on record."""
    session = course.session
    code = said_code(session, typed)
    challenge, now = newest_challenge(session, held.verification.id, method.id), session.clock.now()
    destination = contacts.digest(method.kind, _letter(course, held, method).to)
    attempt, left = course.attempt(held, method)
    if destination != challenge.destination:
        raise course.failed(held, method, problem("contact-changed"))
    if not session.stores.challenges.use(challenge.id, code, destination, now):
        raise course.failed(held, method, problem("sent-code-wrong", left=left))
    return course.proven(held, method, attempt)


def _letter(course: Course, held: Held, method: Method) -> CodeLetter:
    session, account = course.session, held.account
    letter = partial(CodeLetter, held.verification.id, method.id, method.kind, account)
    if method.kind is MethodKind.MANAGER:
        manager, address = _manager(course, held)
        return letter(MessageKind.MANAGER_CODE, address, manager)
    found = contacts.destination(method, account, session.stores, session.policy.phone_region)
    if found is None:
        raise Refused(problem("method-not-offered"))
    return letter(MessageKind.CODE, found)


def _manager(course: Course, held: Held) -> tuple[Account, str]:
    """The manager and the address to use: somebody else than caller and operators, at work, and with an
    address of long standing that is not the caller's own."""
    session, account = course.session, held.account
    manager = session.directory.manager(account.id)
    if manager is None or manager.kind is not AccountKind.PERSON or manager.state.enabled is not True:
        raise Refused(problem("manager-unfit"))
    if is_past(manager.state.account_expires, session.clock.now()) is not False:
        raise Refused(problem("manager-unfit"))
    if manager.id in (account.id, session.operator.id) or has_approved(held.verification, manager.id):
        raise Refused(problem("manager-unfit"))
    address = contacts.address_form(manager.mail)
    if address is None or address.casefold() == account.mail.strip().casefold():
        raise Refused(problem("manager-unreachable"))
    if too_fresh(session, manager.contact_times.mail):
        raise Refused(problem("manager-unreachable"))
    return manager, address


# --- registering --------------------------------------------------------------------------------------

_OTHER = Key("other", N_("Another one"), N_("goes back to type another"))


class NewAddress(NewContact):
    """A mail address or mobile number: read back whole before anything is sent to a stranger, then confirmed
    by a code that went there."""

    how = N_("confirmed by a code that is sent there")
    goes_on = N_("goes on")
    _sent: Sent | None = None

    def prompt(self) -> Prompt | None:
        if self.method is not None:
            return None
        if self._sent is not None:
            limit = self.session.policy.verification.sending.limits.account
            most = _(
                "sends another, at most {count} in {minutes} minutes for one person",
                count=limit.failures,
                minutes=limit.window_seconds // 60,
            )
            again = replace(_AGAIN, does=most)
            return _code_prompt(self._sent, _("The person reads it out."), again)
        if not self._is_read_back:
            return self.address_prompt()
        return Prompt(
            "read-back",
            _("sends a code there, by SMS")
            if self.kind is MethodKind.SMS
            else _("sends a code there, by mail"),
            working=_("Sending …"),
            advice=" ".join(part for part in (_("Read it back to the person."), self.unsure()) if part),
            keys=(_OTHER,),
            shows=(Shown(_("Read back"), self.shown_whole()),),
            vanishes=True,
        )

    _is_read_back = False

    def answer(self, visit: Visit, answer: Answer) -> None:
        if answer.prompt == "address":
            self.take_address(visit, answer)
            self._is_read_back = True
        elif answer.key == _OTHER.name:
            self._is_read_back = False
        elif self.pending is None:
            self._begin(visit)
        elif answer.key == _AGAIN.name:
            self._sent = self._send(visit, self.pending)
        else:
            self._confirm(visit, self.pending, answer["code"])

    def _begin(self, visit: Visit) -> None:
        """The first code; an address that it cannot be sent to is not kept."""
        waiting = self.put_in_wait(visit)
        try:
            self._sent = self._send(visit, waiting)
        except (Refused, NotPermitted):
            self.stored.remove(waiting)
            self._is_read_back = False
            raise
        self.pending = waiting

    def _send(self, visit: Visit, method: MethodId) -> Sent:
        visits = self.visits
        if off := channel_off(self.session, self.kind):
            raise Refused(off)
        to = self.stored.contact(method).reveal()
        return send_code(
            self.session,
            CodeLetter(method, method, self.kind, visit.account, MessageKind.CONFIRM, to),
            lambda event, **facts: visits.record(event, visit, method=self.kind.value, **facts),
            lambda why: visits.failed(visit, why),
        )

    def _confirm(self, visit: Visit, method: MethodId, typed: Secret) -> None:
        """By the newest code that was sent to this very address."""
        session = self.session
        code = said_code(session, typed)
        challenge = newest_challenge(session, method, method)
        with self.visits.together():
            admitted = self.visits.attempt(visit, method)
            own = contacts.digest(self.kind, self.stored.contact(method).reveal())
            if not session.stores.challenges.use(challenge.id, code, own, session.clock.now()):
                raise self.visits.failed(visit, problem("sent-code-wrong", left=admitted.left))
            session.stores.attempts.succeed(admitted.attempt)
            self.count(visit, method)
