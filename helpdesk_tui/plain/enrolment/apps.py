"""Authenticator apps and hardware tokens: key and picture for a new app, then the first code."""

import io
from collections.abc import Callable
from functools import partial

import segno

from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration import Enrolment
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.asking import hint
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.enrolment.tries import tried
from helpdesk_tui.secret import Secret

_TWO = "two"


def add_app(talk: Conversation, begin: Callable[[], Enrolment]) -> Method:
    """Raises what ends the registration; then nothing is left of it."""
    enrolment = begin()
    method: Method | None = None
    try:
        with talk.terminal.page():
            talk.terminal.say(*_invitation(enrolment))
            method = _first_code(talk, enrolment, "First code of the new app")
    finally:
        if method is None:
            talk.desk.registration.abandon(enrolment)
        for secret in (enrolment.uri, enrolment.key):
            if secret is not None:
                secret.drop()
    return method


def confirm_known(talk: Conversation, begin: Callable[[], Enrolment]) -> Method:
    """A token from stock, or an app or token that came with a file: nothing is shown."""
    enrolment = begin()
    method: Method | None = None
    try:
        shows = "token" if enrolment.kind is MethodKind.OATH_TOKEN else "app"
        method = _first_code(
            talk, enrolment, f"Code that the {shows} shows; {_TWO} for two codes in a row", _TWO
        )
    finally:
        if method is None:
            talk.desk.registration.abandon(enrolment)
    return method


def _first_code(talk: Conversation, enrolment: Enrolment, question: str, two: str = "") -> Method:
    """Seen while it is typed: it is worthless once it was accepted."""
    method: Method | None = None
    while method is None:
        hint(talk, enrolment.account.id, enrolment.kind)
        word = talk.terminal.ask(f"{question}; Enter alone gives up").strip()
        if not word:
            raise Refused(problem("cancelled"))
        codes = [Secret(word)]
        if two and word.casefold() == two:
            codes = [Secret(talk.terminal.ask(each)) for each in ("First code", "Second code, the next one")]
        try:
            method = tried(talk, partial(talk.desk.registration.activate, enrolment, *codes))
        finally:
            for code in codes:
                code.drop()
    return method


def _invitation(enrolment: Enrolment) -> list[str]:
    if enrolment.uri is None or enrolment.key is None:  # only with an app of this registration
        return []
    picture, key = io.StringIO(), enrolment.key.reveal()
    segno.make(enrolment.uri.reveal(), error="l", micro=False).terminal(picture, border=2, compact=True)
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return [*picture.getvalue().splitlines(), f"Scan this with the app, or type its key: {groups}"]
