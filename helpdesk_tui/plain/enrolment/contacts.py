"""Numbers and addresses: where to send or to call, then the code that went there, or the person's answer."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration import Enrolment, SentTo
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.asking import hint
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.enrolment.tries import tried
from helpdesk_tui.plain.holding import held
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.words.times import clock_time

_AGAIN = "again"


def asked_address(talk: Conversation, kind: MethodKind, given: str) -> str:
    """What was given, or what is typed now."""
    what = "Mail address" if kind is MethodKind.EMAIL else "Number, with its country or area code"
    return given or clean(talk.terminal.ask(what))


def add_contact(talk: Conversation, begin: Callable[[], Enrolment], number: str) -> Method:
    """`number`: to call, as it was given. Raises what ends the registration; then nothing is left of it."""
    enrolment = begin()
    method: Method | None = None
    try:
        if enrolment.kind is MethodKind.CALL_BACK:
            method = _called(talk, enrolment, number)
        else:
            method = _read_out(talk, enrolment)
    finally:
        if method is None:
            talk.desk.registration.abandon(enrolment)
    return method


def _read_out(talk: Conversation, enrolment: Enrolment) -> Method:
    """The code that went to the new address: who reads it out has the mailbox or the phone."""
    _say_sent(talk, enrolment)
    method: Method | None = None
    while method is None:
        word = talk.terminal.ask(
            f"Code that the person reads out; {_AGAIN} to send a new one; Enter alone gives up"
        ).strip()
        if not word:
            raise Refused(problem("cancelled"))
        if word.casefold() == _AGAIN:
            again = tried(talk, partial(talk.desk.registration.send_again, enrolment))
            if again is not None:
                enrolment = again
                _say_sent(talk, enrolment)
            continue
        typed = Secret(word)
        try:
            method = tried(talk, partial(talk.desk.registration.activate, enrolment, typed))
        finally:
            typed.drop()
    return method


def _say_sent(talk: Conversation, enrolment: Enrolment) -> None:
    sent: SentTo | None = enrolment.sent
    if sent is None:
        return
    until = clock_time(sent.expires_at, talk.console.sign_in.clock.now())
    talk.tell(
        f"Sent to {sent.masked}. The code is good until {until}.",
        f"Say to the person: the message carries the words {sent.phrase.upper()}.",
    )
    if sent.doubt:
        talk.tell(str(sent.doubt))
    hint(talk, enrolment.account.id, enrolment.kind)


def _called(talk: Conversation, enrolment: Enrolment, number: str) -> Method:
    name = enrolment.account.name or enrolment.account.login
    talk.tell(f"Call {number} and ask for {name}.")
    while True:
        said = talk.terminal.ask("yes when the person answered there, no if not; Enter alone gives up")
        answer = said.strip().casefold()
        if not answer:
            raise Refused(problem("cancelled"))
        if answer in ("yes", "no"):
            with held():
                return talk.desk.registration.attest(enrolment, confirmed=answer == "yes")
