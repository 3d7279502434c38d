"""What is handed out once, on a page of its own: recovery codes, an access pass."""

from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.errors import HelpdeskError
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.holding import held
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.times import moment

_READING_SECONDS = 600  # they are written down by hand


def recovery_codes(talk: Conversation, clearance: ClearanceId) -> str:
    """What was registered, in a sentence."""
    with held():
        codes = talk.desk.registration.issue_recovery_codes(clearance)
    lines = ["Recovery codes; each works once:", *(f"  {each.reveal()}" for each in codes)]
    _shown(talk, lines, codes, "The codes could not be shown: make new ones.")
    return f"Registered: {len(codes)} recovery codes."


def access_pass(talk: Conversation, clearance: ClearanceId, minutes: int | None, once: bool | None) -> str:
    """For registering and signing in to other things; it resets no password."""
    with held():
        made = talk.desk.registration.issue_pass(clearance, minutes, once)
    until = moment(made.expires_at, talk.console.sign_in.clock.now())
    times = "once" if made.once else "until then, as often as needed"
    lines = [f"Access pass: {made.code.reveal()}", f"It works {times}; it ends {until}."]
    _shown(talk, lines, (made.code,), "The pass could not be shown: make a new one.")
    return f"Issued: an access pass, until {until}."


def _shown(talk: Conversation, lines: list[str], secrets: tuple[Secret, ...], lost: str) -> None:
    try:
        with talk.terminal.page():
            talk.terminal.say(*lines, "")
            talk.terminal.wait("The person writes this down. Enter clears it", _READING_SECONDS)
    except HelpdeskError:
        talk.output.note(lost)
    except KeyboardInterrupt:
        pass  # it is registered, whoever has read it
    finally:
        lines.clear()
        for each in secrets:
            each.drop()
