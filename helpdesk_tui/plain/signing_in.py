"""Signing in, in lines: login and password, then whatever the desk asks beyond them."""

from argparse import Namespace
from collections.abc import Callable, Mapping

from helpdesk_tui.desk.conversation.prompt import FieldKind
from helpdesk_tui.desk.conversation.talk import Stands, Talk
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.signing_in import SigningIn
from helpdesk_tui.language import _
from helpdesk_tui.plain.asking import Lines, Prefilled, put
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.outcomes import by_ticket_sentence, resolved_sentence, wrong_codes_sentence

SavedPassword = Callable[[str], Secret]
"""The saved password of a login. Raises `ConfigError`."""


def sign_in(talk: Speaking, login: str | None, saved: SavedPassword | None) -> Desk:
    """Ask for what is not given. Raises what signing in raises, `ConfigError`, `NoTerminal`."""
    talk.output.note(*talk.console.notices)
    way_in, (who, password) = talk.console.sign_in, _who(talk, login, saved)
    signing_in = way_in.begin_with_ticket() if password is None else way_in.begin(who, password)
    return opened(talk, signing_in)


def opened(talk: Speaking, signing_in: SigningIn[Desk]) -> Desk:
    """Once nothing more is asked; what is to be said at a sign-in is said. Raises what signing in raises."""
    if signing_in.opened is None:
        go_through(talk, signing_in)
    if signing_in.opened is None:
        raise Refused(problem("cancelled"))
    desk = signing_in.opened
    if desk.by_ticket:
        talk.output.note(by_ticket_sentence(desk.operator.login))
    talk.output.note(*(resolved_sentence(each) for each in desk.resolved))
    if words := wrong_codes_sentence(desk.wrong_codes):
        talk.output.note(words)
    return desk


def enrol(talk: Speaking, asked: Namespace, saved: SavedPassword | None) -> Exit:
    """The command: an operator registers one, with the owner of the store's key at the keyboard."""
    if not asked.yes:
        talk.announce(
            _("An operator signs in and registers an authenticator app, without a supervisor's word."),
            _(
                "What that operator had registered as a second factor ends. It is in the record as your "
                "doing."
            ),
        )
    talk.confirm(already=asked.yes)
    signing_in = talk.console.begin_as_owner(*_who(talk, asked.operator, saved))
    go_through(talk, signing_in)
    if signing_in.opened is not None:
        signing_in.opened.sign_out()
    talk.output.say(_("Registered. The next sign-in asks for a code of the new app."))
    return Exit.DONE


def go_through(talk: Speaking, conversation: Talk, given: Mapping[str, str] | None = None) -> None:
    """Answer after answer, until nothing more is asked; `given`, by names of fields, is not asked for the
    first time round. Raises what ends it; then nothing is left of it."""
    try:
        stands = conversation.stands()
        title, lines = "", _lines(talk, stands)
        while stands.prompt is not None:
            if stands.title != title:
                title = stands.title
                talk.tell(f"{title}.")
            if stands.kind is not lines.kind:
                lines = _lines(talk, stands)
            asker = Prefilled(lines, given or {}, frozenset())
            given = None
            stands = put(asker, stands.prompt, conversation.answer, conversation.stands)
    except BaseException:
        conversation.end()
        raise


def _lines(talk: Speaking, stands: Stands) -> Lines:
    hinted = frozenset({FieldKind.CODE, *([FieldKind.SECRET] if stands.kind is None else [])})
    return Lines(talk, stands.account.id, stands.kind, _("Enter alone gives up"), hinted)


def _who(talk: Speaking, login: str | None, saved: SavedPassword | None) -> tuple[str, Secret | None]:
    """Login and password; no password = a ticket signs in."""
    console, terminal = talk.console, talk.terminal
    demo = console.demo
    login = login or (demo.login if demo else console.default_login)
    if not saved and _has_ticket(talk, login):
        return login, None
    login = login or terminal.ask(_("Your login"))
    if demo and login == demo.login:
        return login, Secret(demo.password)
    if saved:
        return login, saved(login)
    return login, terminal.ask_secret(
        _("Password of {login} at {target}", login=login, target=console.target)
    )


def _has_ticket(talk: Speaking, login: str) -> bool:
    """Raises what speaks against it where there is no other way in."""
    offer = talk.console.sign_in.ticket_offer(login)
    if offer.why_not:
        talk.output.note(str(offer.why_not))
    return bool(offer.holder)
