"""Codes that the desk sends: to the caller by SMS or mail, or to the manager by mail."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import codes, contacts, sending
from helpdesk_tui.desk.account import Account, AccountKind, is_past
from helpdesk_tui.desk.course import Course, Held, Progress
from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.phrase import new_phrase
from helpdesk_tui.desk.ports import (
    Challenge,
    ChallengeId,
    Channel,
    DeliveryKind,
    Message,
    MessageKind,
)
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.verification import has_approved, too_fresh
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import mask_mail, mask_phone


@dataclass(frozen=True)
class Sent:
    """A code is on its way."""

    progress: Progress
    method: Method
    masked: str  # where it went
    phrase: str  # two words, in the message too
    expires_at: datetime
    doubt: Problem | None  # why it may not arrive


@dataclass(frozen=True)
class _Receiver:
    address: str
    language: str
    words: dict[str, str]


def send(course: Course, held: Held, method: Method) -> Sent:
    """Send a fresh code; earlier ones of this method stop working."""
    if method.kind is MethodKind.SMS:
        course.demand_stated(held, method)
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
    return Sent(course.progress(held), method, masked, phrase, challenge.expires_at, delivered.problem)


def prove(course: Course, held: Held, method: Method, typed: Secret) -> Progress:
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
