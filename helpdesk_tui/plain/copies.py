"""Copies of the store, and one of them in its place: tasks of whoever owns the store; nobody signs in."""

from argparse import Namespace

from helpdesk_tui.console import FoundCopy, StoreCopies
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.local_time import minute
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.text import clean


def backup(talk: Speaking, asked: Namespace) -> Exit:
    """Copy the store while the desk works. Raises what the store raises."""
    with held():
        done = _copies(talk).make(asked.to, asked.keep)
    talk.output.say(
        _(
            "Copied, and whole: {path} ({size:,} bytes, entries up to {seq}).",
            path=clean(str(done.path)),
            size=done.size,
            seq=done.seq,
        ),
        *([_("Older copies removed: {count}.", count=done.removed)] if done.removed else []),
        _("It opens with the store's key alone: keep that somewhere else."),
    )
    return Exit.DONE


def restore(talk: Speaking, asked: Namespace) -> Exit:
    """Put a copy in the store's place, after a yes. Raises what the store raises; then it is as it was."""
    copies = _copies(talk)
    found = copies.look(asked.copy)
    talk.announce(*_announced(found))
    talk.confirm(already=asked.yes)
    with held():
        done = copies.restore(asked.copy, roll_back=asked.roll_back)
    talk.output.say(_("The copy is the store now. Record {record}.", record=done.record))
    if done.kept:
        talk.output.say(_("What was there before is kept: {kept}", kept=clean(str(done.kept))))
    return Exit.DONE


def _announced(found: FoundCopy) -> list[str]:
    lines = [
        _(
            "The copy takes the place of the store. Its record ends with entry {seq} of {time}.",
            seq=found.head.seq,
            time=minute(found.made_at),
        )
        if found.made_at
        else _("The copy takes the place of the store. Its record ends with entry {seq}.", seq=found.head.seq)
    ]
    if found.lost:
        lines += [
            ngettext(
                "The store that is there has 1 entry more, and what it tells of is undone here:",
                "The store that is there has {count} entries more, and what they tell of is undone here:",
                found.lost,
            ),
            _(
                "methods that were removed and codes that were used since then count again, and what was "
                "registered, reported or held does not."
            ),
        ]
    return [
        *lines,
        _("Open verifications, clearances and sent codes end; the record says that a copy was restored."),
    ]


def _copies(talk: Speaking) -> StoreCopies:
    if talk.console.copies is None:
        raise Refused(problem("demo-copy"))
    return talk.console.copies
