"""Lists of accounts: rows as they come, then whether that was all."""

from argparse import Namespace
from collections.abc import Callable
from contextlib import closing

from helpdesk_tui.desk.listing import ListedAccount, ListKind
from helpdesk_tui.desk.lists import USUAL_DAYS, ListPart, WantedList
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.language import _
from helpdesk_tui.plain import shapes
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.csv_cells import csv_line
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.output import Output, Table
from helpdesk_tui.plain.tables import list_cells
from helpdesk_tui.words.lists import count_line, doubts, missing, title

_STEP = 10_000  # accounts looked at between two words on how far it is


def list_accounts(talk: Conversation, asked: Namespace) -> Exit:
    """A list. One that is not whole is a 1, whatever it holds."""
    wanted = WantedList(
        ListKind(asked.kind),
        USUAL_DAYS if asked.days is None else asked.days,
        MethodKind(asked.method) if asked.method else None,
    )
    write, part, told = _writer(talk.output, asked, wanted.kind), ListPart(), 0
    try:
        with closing(talk.desk.lists.read(wanted)) as parts:
            for part in parts:
                write(part.rows)
                if part.looked_at - told >= _STEP and not part.is_last:
                    told = part.looked_at
                    talk.output.note(count_line(part))
    except KeyboardInterrupt:
        talk.output.note(_("INCOMPLETE: {what}", what=count_line(part, stopped=True)))
        return Exit.REFUSED
    if asked.json:
        talk.output.line(shapes.of_list_end(wanted, part))
    talk.output.note(f"{title(wanted)}: {count_line(part)}", *doubts(part), *missing(part.incomplete))
    return Exit.DONE if part.is_whole else Exit.REFUSED


_Write = Callable[[tuple[ListedAccount, ...]], None]


def _writer(output: Output, asked: Namespace, kind: ListKind) -> _Write:
    """Each row goes out as it comes."""
    columns = asked.columns

    def as_json(rows: tuple[ListedAccount, ...]) -> None:
        for row in rows:
            output.line(shapes.of_listed(row))

    def as_csv(rows: tuple[ListedAccount, ...]) -> None:
        output.whole_lines([csv_line(list_cells(kind, row, columns)) for row in rows])

    def as_table(rows: tuple[ListedAccount, ...]) -> None:
        output.table(Table(columns, [list_cells(kind, row, columns) for row in rows]), header=False)

    if asked.json:
        return as_json
    if asked.csv:
        output.whole_lines([csv_line(columns)])
        return as_csv
    if asked.header:
        output.table(Table(columns, []), header=True)
    return as_table
