"""Wishes and complaints about the desk in lines: where they go, one more, all of them as CSV or JSON."""

import csv
import io
import sys
from argparse import Namespace

from helpdesk_tui.desk.feedback import LONGEST
from helpdesk_tui.plain import desk_shapes, tables
from helpdesk_tui.plain.conversation import Conversation, Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.output import Table
from helpdesk_tui.words.feedback import kept_line, where_line

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet begins to calculate at; its full-width forms, too."""


def link(talk: Speaking, _asked: Namespace) -> Exit:
    """Nobody signs in for it."""
    talk.output.say(where_line(talk.console.sign_in.policy.feedback_link))
    return Exit.DONE


def feedback(talk: Conversation, asked: Namespace) -> Exit:
    """Write one down, or write all of them out."""
    if asked.what == "add":
        return _add(talk, asked)
    notes = talk.desk.feedback.notes()
    if asked.json:
        talk.output.data(desk_shapes.of_notes(notes))
    elif asked.csv:
        talk.output.write(_csv(tables.of_notes(notes)))
    else:
        talk.output.table(tables.of_notes(notes), header=False)
    return Exit.DONE


def _add(talk: Conversation, asked: Namespace) -> Exit:
    words = " ".join(asked.words) if asked.words else sys.stdin.read(LONGEST * 4)
    with held():
        number = talk.desk.feedback.keep(words, asked.about)
        talk.output.say(kept_line(number))
    return Exit.DONE


def _csv(table: Table) -> str:
    """RFC 4180, every field quoted."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(table.columns)
    writer.writerows([[_harmless(field) for field in row] for row in table.rows])
    return made.getvalue()


def _harmless(field: str) -> str:
    """Text stays text: a leading apostrophe is what spreadsheets show nothing of."""
    return f"'{field}" if field.lstrip().startswith(_FORMULA) else field
