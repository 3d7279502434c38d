"""Codes that the desk sends: to the caller by SMS or mail, or to the manager by mail."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import codes, contacts, sending
from helpdesk_tui.desk.account import Account, AccountKind, is_past
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt, Shown
from helpdesk_tui.desk.course import Course, Held
from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.methods.stated_number import OnceStated
from helpdesk_tui.desk.phrase import new_phrase
from helpdesk_tui.desk.ports import Challenge, ChallengeId, Channel, DeliveryKind, Message, MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.verification import has_approved, too_fresh
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import mask_mail, mask_phone

_HELP = (
    "The code from the newest message, as it is read out; blanks do not matter. The two words stand in the "
    "message too: say them, so that the person knows that it comes from this desk."
)
_AGAIN = Key("again", "Send again", "sends another")


@dataclass(frozen=True)
class _Sent:
    """A code is on its way."""

    masked: str  # where it went
    phrase: str  # two words, in the message too
    expires_at: datetime
    doubt: Problem | None  # why it may not arrive


@dataclass(frozen=True)
class _Receiver:
    address: str
    language: str
    words: dict[str, str]


class SentCode(OnceStated):
    """First the number where policy wants it, then the code is sent, then it is typed."""

    def __init__(self, course: Course) -> None:
        super().__init__(course)
        self._sent: _Sent | None = None

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - as every kind
        asks_number = self.number_prompt() if method.kind is MethodKind.SMS else None
        if asks_number:
            return asks_number
        sent, to_manager = self._sent, method.kind is MethodKind.MANAGER
        if sent is None:
            return Prompt("send", f"sends a code {_whereto(method)}", working="Sending …")
        reader = "The manager gives it to you or to the caller." if to_manager else "The caller reads it out."
        return Prompt(
            "code",
            "checks it",
            advice=f"{'Perhaps sent' if sent.doubt else 'Sent'} to {sent.masked}. {reader}",
            fields=(Field("code", FieldKind.CODE, "Code", help=_HELP),),
            keys=(_AGAIN,),
            shows=(Shown("Say: the message carries the words", sent.phrase.upper()),),
            until=sent.expires_at,
            doubt=sent.doubt,
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.prompt == "state-number":
            return self.compare_number(held, method, answer)
        if answer.prompt == "send" or answer.key == _AGAIN.name:
            self._sent = _send(self.course, held, method)
            return held
        return _prove(self.course, held, method, answer["code"])


def _whereto(method: Method) -> str:
    if method.kind is MethodKind.MANAGER:
        return f"to the manager, {method.label}, who gives it to you or to the caller"
    return f"to {method.detail}, {'by SMS' if method.kind is MethodKind.SMS else 'by mail'}"


def _send(course: Course, held: Held, method: Method) -> _Sent:
    """Send a fresh code; earlier ones of this method stop working."""
    session, rules = course.session, course.session.policy.verification.sending
    receiver = _receiver(course, held, method)
    channel = Channel.SMS if method.kind is MethodKind.SMS else Channel.MAIL
    code, phrase = codes.new_sent_code(session.chance, rules.digits), new_phrase(session.chance)
    now = session.clock.now()
    challenge = Challenge(
        id=ChallengeId(session.chance.token(18)),
        purpose=held.verification.id,
        method=method.id,
        account=held.account.id,
        operator=session.operator.id,
        destination=contacts.digest(method.kind, receiver.address),
        phrase=phrase,
        sent_at=now,
        expires_at=now + rules.lifetime,
    )
    course.record("challenge.sending", held, method, challenge=challenge.id)
    counted_as = sending.counted_as(channel, receiver.address)
    if full := session.stores.challenges.open(challenge, code, counted_as, rules.limits):
        raise course.failed(held, method, sending.too_many(full, now))
    minutes = str(int(rules.lifetime.total_seconds()) // 60)
    message = Message(
        channel=channel,
        kind=MessageKind.MANAGER_CODE if method.kind is MethodKind.MANAGER else MessageKind.CODE,
        to=receiver.address,
        language=receiver.language,
        words={**receiver.words, "phrase": phrase, "minutes": minutes},
        code=codes.printed_sent_code(code),
    )
    delivered = session.send(message)
    if delivered.kind is DeliveryKind.REFUSED:
        session.stores.challenges.void(challenge.id)
        why = delivered.problem or problem("not-delivered")
        course.record("challenge.not-sent", held, method, problem=why.code, code=delivered.code)
        raise Refused(why)
    course.record(
        "challenge.sent", held, method, challenge=challenge.id, sure=delivered.kind is DeliveryKind.SENT
    )
    masked = (mask_phone if method.kind is MethodKind.SMS else mask_mail)(receiver.address)
    return _Sent(masked, phrase, challenge.expires_at, delivered.problem)


def _prove(course: Course, held: Held, method: Method, typed: Secret) -> Held:
    """The newest code that was sent, to the address that still is on record."""
    session, digits = course.session, course.session.policy.verification.sending.digits
    code = codes.ascii_digits(typed, digits)
    if code is None:
        raise Refused(problem("code-malformed", digits=digits))
    challenge = session.stores.challenges.newest(held.verification.id, method.id)
    if challenge is None:
        raise Refused(problem("no-code-sent"))
    now = session.clock.now()
    if now >= challenge.expires_at:
        raise Refused(problem("code-expired"))
    destination = contacts.digest(method.kind, _receiver(course, held, method).address)
    attempt, left = course.attempt(held, method)
    if destination != challenge.destination:
        raise course.failed(held, method, problem("contact-changed"))
    if not session.stores.challenges.use(challenge.id, Secret(code), destination, now):
        raise course.failed(held, method, problem("sent-code-wrong", left=left))
    return course.proven(held, method, attempt)


def _receiver(course: Course, held: Held, method: Method) -> _Receiver:
    session, account = course.session, held.account
    words = {
        "name": account.name or account.login,
        "operator": session.operator.name or session.operator.login,
    }
    if method.kind is MethodKind.MANAGER:
        manager, of_manager = _manager(course, held)
        words["manager"] = manager.name or manager.login
        return _Receiver(of_manager, manager.preferred_language, words)
    address = contacts.destination(method, account, session.stores, session.policy.phone_region)
    if address is None:
        raise Refused(problem("method-not-offered"))
    return _Receiver(address, account.preferred_language, words)


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
    rules = session.policy.verification.contacts
    if too_fresh(manager.contact_times.mail, rules, session.clock.now()):
        raise Refused(problem("manager-unreachable"))
    return manager, address
