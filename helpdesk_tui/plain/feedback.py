"""Wishes and complaints about the desk in lines: where they go, one more, all of them as CSV or JSON."""

import sys
from argparse import Namespace

from helpdesk_tui.desk.feedback import LONGEST
from helpdesk_tui.plain import desk_shapes, tables
from helpdesk_tui.plain.conversation import Conversation, Speaking
from helpdesk_tui.plain.csv_cells import csv_line
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.words.feedback import kept_line, where_line


def link(talk: Speaking, _asked: Namespace) -> Exit:
    """Nobody signs in for it."""
    talk.output.say(where_line(talk.console.sign_in.policy.feedback_link))
    return Exit.DONE


def feedback(talk: Conversation, asked: Namespace) -> Exit:
    """Write one down, or write all of them out."""
    if asked.what == "add":
        return _add(talk, asked)
    notes = talk.desk.feedback.notes()
    table = tables.of_notes(notes)
    if asked.json:
        talk.output.data(desk_shapes.of_notes(notes))
    elif asked.csv:
        talk.output.whole_lines([csv_line(row) for row in (table.columns, *table.rows)])
    else:
        talk.output.table(table, header=False)
    return Exit.DONE


def _add(talk: Conversation, asked: Namespace) -> Exit:
    words = " ".join(asked.words) if asked.words else sys.stdin.read(LONGEST * 4)
    with held():
        number = talk.desk.feedback.keep(words, asked.about)
        talk.output.say(kept_line(number))
    return Exit.DONE
