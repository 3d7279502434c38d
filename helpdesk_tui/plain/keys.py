"""Changing the store's key: a task of whoever administers this computer; nobody signs in."""

from argparse import Namespace

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held


def rotate(talk: Speaking, asked: Namespace) -> Exit:
    """Give the store another key, after a yes. Raises what the store raises; the old one counts then."""
    rotate_key = talk.console.rotate_key
    if rotate_key is None:
        raise Refused(problem("demo-key"))
    talk.announce(
        "All that is sealed in the store is sealed with a new key; the old one opens nothing any more.",
        "Open verifications, clearances and sent codes end: let nobody be in a call.",
        "Copies of the store made before still open with the old key: keep it with them, or destroy both.",
    )
    if asked.accept_changes:
        talk.tell("- What another hand than the desk's changed in the store counts from then on, as it is.")
    talk.confirm(already=asked.yes)
    with held():
        done = rotate_key(asked.new_credential, asked.accept_changes)
        talk.output.say(
            f"The key was changed: {done.old_id} before, {done.new_id} now, kept as {done.place}.",
            f"Sealed anew: {done.resealed}. Record {done.record}.",
        )
        if done.damaged:
            talk.output.note(f"{done.damaged} values could not be opened before and stay as they are.")
        if done.notice:
            talk.output.say(done.notice)
    return Exit.DONE
