"""Changing the store's key: a task of whoever administers this computer; nobody signs in."""

from argparse import Namespace

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held


def rotate(talk: Speaking, asked: Namespace) -> Exit:
    """Give the store another key, after a yes. Raises what the store raises; the old one counts then."""
    rotate_key = talk.console.rotate_key
    if rotate_key is None:
        raise Refused(problem("demo-key"))
    talk.announce(
        _("All that is sealed in the store is sealed with a new key; the old one opens nothing any more."),
        _("Open verifications, clearances and sent codes end: let nobody be in a call."),
        _("Copies of the store made before still open with the old key: keep it with them, or destroy both."),
    )
    if asked.accept_changes:
        talk.tell(
            "- " + _("What another hand than the desk's changed in the store counts from then on, as it is.")
        )
    talk.confirm(already=asked.yes)
    with held():
        done = rotate_key(asked.new_credential, asked.accept_changes)
        talk.output.say(
            _(
                "The key was changed: {old} before, {new} now, kept as {place}.",
                old=done.old_id,
                new=done.new_id,
                place=done.place,
            ),
            _("Sealed anew: {resealed}. Record {record}.", resealed=done.resealed, record=done.record),
        )
        if done.damaged:
            talk.output.note(
                _("{count} values could not be opened before and stay as they are.", count=done.damaged)
            )
        if done.notice:
            talk.output.say(done.notice)
    return Exit.DONE
