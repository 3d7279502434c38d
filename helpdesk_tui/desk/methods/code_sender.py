"""Sending a code: to prove a caller by, or to confirm an address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk_tui.desk import codes, contacts, sending
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.phrase import new_phrase
from helpdesk_tui.desk.ports import Challenge, ChallengeId, DeliveryKind, Message, MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Sent:
    """A code is on its way."""

    masked: str  # where it went
    phrase: str  # two words, in the message too
    expires_at: datetime
    doubt: Problem | None  # why it may not arrive


@dataclass(frozen=True)
class CodeLetter:
    """What a code will prove, of whom, and where it goes."""

    purpose: VerificationId | MethodId
    method: MethodId
    kind: MethodKind
    account: Account
    message: MessageKind
    to: str
    manager: Account | None = None  # who reads it instead of the person


def send_code(
    session: Session,
    letter: CodeLetter,
    record: Callable[..., None],
    failed: Callable[[Problem], NotPermitted],
) -> Sent:
    """A fresh code; earlier ones for the same purpose stop working. Raises `NotPermitted` (too-many-codes…),
    which `failed` records, and `Refused` where it was not sent."""
    rules, now = session.policy.verification.sending, session.clock.now()
    channel, account, manager = sending.CHANNELS[letter.kind], letter.account, letter.manager
    code, phrase = codes.new_sent_code(session.randomness, rules.digits), new_phrase(session.randomness)
    challenge = Challenge(
        id=ChallengeId(session.randomness.token(18)),
        purpose=letter.purpose,
        method=letter.method,
        account=account.id,
        operator=session.operator.id,
        destination=contacts.digest(letter.kind, letter.to),
        phrase=phrase,
        sent_at=now,
        expires_at=now + rules.lifetime,
    )
    counted_as = sending.counted_as(channel, letter.to)
    with session.stores.together():
        record("challenge.sending", challenge=challenge.id)
        if full := session.stores.challenges.open(challenge, code, counted_as, rules.limits):
            raise failed(sending.too_many(full, now))
    words = {
        "name": account.name or account.login,
        "operator": session.operator.name or session.operator.login,
        "phrase": phrase,
        "minutes": str(rules.lifetime // timedelta(minutes=1)),
    }
    if manager:
        words["manager"] = manager.name or manager.login
    language, printed = (manager or account).preferred_language, codes.printed_sent_code(code)
    delivered = session.send(Message(channel, letter.message, letter.to, language, words, printed))
    if delivered.kind is DeliveryKind.REFUSED:
        why = delivered.problem or problem("not-delivered")
        with session.stores.together():
            session.stores.challenges.void(challenge.id)
            record("challenge.not-sent", challenge=challenge.id, problem=why.code, code=delivered.code)
        raise Refused(why)
    record("challenge.sent", challenge=challenge.id, sure=delivered.kind is DeliveryKind.SENT)
    masked = contacts.masked(letter.kind, letter.to)
    return Sent(masked, phrase, challenge.expires_at, delivered.problem)


def said_code(session: Session, typed: Secret) -> Secret:
    """What was typed for a code that was sent. Raises `Refused` (code-malformed)."""
    digits = session.policy.verification.sending.digits
    code = codes.ascii_digits(typed, digits)
    if code is None:
        raise Refused(problem("code-malformed", digits=digits))
    return Secret(code)


def newest_challenge(session: Session, purpose: VerificationId | MethodId, method: MethodId) -> Challenge:
    """The one whose code is good. Raises `Refused` (no-code-sent, code-expired)."""
    challenge = session.stores.challenges.newest(purpose, method)
    if challenge is None:
        raise Refused(problem("no-code-sent"))
    if session.clock.now() >= challenge.expires_at:
        raise Refused(problem("code-expired"))
    return challenge
