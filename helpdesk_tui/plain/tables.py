"""The lists of the plain commands as rows of fields, as docs/plain.md describes them. None holds a secret.

Dates and times are in UTC; "never" is a date too, "unknown" is what cannot be read, "" that there is none.
"""

from collections.abc import Sequence
from datetime import datetime

from helpdesk_tui.desk.account import When
from helpdesk_tui.desk.approving import Waiting
from helpdesk_tui.desk.history import entry
from helpdesk_tui.desk.listing import ListedAccount, ListKind
from helpdesk_tui.desk.method import KEPT_HERE, Method, Origin
from helpdesk_tui.desk.ports import Found, Hold, Note, Record
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.language import ENGLISH, read_in
from helpdesk_tui.plain.output import Row, Table
from helpdesk_tui.text import clean
from helpdesk_tui.words.accounts import known_login, summary_state
from helpdesk_tui.words.lists import moment_heading, state_of
from helpdesk_tui.words.methods import ORIGIN_WORDS, good_for, method_columns


@read_in(ENGLISH)
def of_found(found: Found) -> Table:
    """What a search found."""
    return Table(
        ("login", "name", "state", "department", "mail"),
        [
            (known_login(each), each.name, summary_state(each), each.department, each.mail)
            for each in found.rows
        ],
    )


LIST_COLUMNS = ("login", "name", "state", "department", "mail", "when", "about", "sure", "id", "dn")
"""All that a list can have."""


@read_in(ENGLISH)
def list_cells(kind: ListKind, row: ListedAccount, columns: Sequence[str]) -> Row:
    """Those of its cells that are asked for, in that order."""
    account = row.account
    cells = {
        "login": known_login(account),
        "name": account.name,
        "state": state_of(kind, row),
        "department": account.department,
        "mail": account.mail,
        "when": _moment(row.at) if moment_heading(kind) else "",
        "about": row.about,
        "sure": "unsure" if row.unsure else "sure",
        "id": account.id,
        "dn": account.dn,
    }
    return tuple(cells[name] for name in columns)


@read_in(ENGLISH)
def of_methods(options: Sequence[MethodOption]) -> Table:
    """A person's verification methods."""
    columns = (
        "id", "method", "name", "grade", "status", "good for", "from", "since", "changed", "last used",
        "ends", "default",
    )  # fmt: skip
    return Table(columns, [(each.method.id, *method_columns(each), *_facts(each.method)) for each in options])


def _facts(method: Method) -> Row:
    return (
        good_for(method.kind),
        ORIGIN_WORDS[method.origin],
        _day(method.since) if method.since else "",
        _day(method.changed) if method.origin is Origin.PREFILLED else "",
        _day(method.last_used or "never") if method.origin in KEPT_HERE else "",
        _day(method.expires_at) if method.expires_at else "",
        "default" if method.is_default else "",
    )


@read_in(ENGLISH)
def of_records(records: Sequence[Record]) -> Table:
    """Entries of the record."""
    return Table(("number", "time", "operator", "event", "about"), [_record(each) for each in records])


def _record(record: Record) -> Row:
    named = (record.facts.get(each) for each in ("account_login", "query", "list"))
    about = next(filter(None, named), "")
    said = entry(record)
    return str(said.seq), _time(said.at), said.operator or "nobody", said.sentence, clean(str(about))


@read_in(ENGLISH)
def of_waiting(waiting: Sequence[Waiting]) -> Table:
    """What waits for a second operator."""
    columns = (
        "id", "login", "name", "department", "asked by", "asked at", "for", "proven", "way", "ticket", "ends",
    )  # fmt: skip
    return Table(columns, [_waiting(each) for each in waiting])


def _waiting(waiting: Waiting) -> Row:
    account = waiting.account
    return (
        waiting.verification,
        account.login,
        account.name,
        account.department,
        waiting.operator_login,
        _time(waiting.asked_at),
        ", ".join(waiting.actions),
        ", ".join(waiting.proofs),
        "exceptional" if waiting.exceptional else "usual",
        waiting.ticket,
        _time(waiting.until),
    )


@read_in(ENGLISH)
def of_holds(holds: Sequence[Hold]) -> Table:
    """Accounts that a report holds."""
    columns = ("login", "id", "reported at", "taken down by", "disputed since")
    rows = [
        (
            each.report.account_login,
            each.report.account,
            _time(each.report.at),
            each.report.operator_login,
            _time(each.since),
        )
        for each in holds
    ]
    return Table(columns, rows)


@read_in(ENGLISH)
def of_notes(notes: Sequence[tuple[int, Note]]) -> Table:
    """Wishes and complaints."""
    columns = ("number", "time", "operator", "about", "words")
    return Table(
        columns,
        [
            (str(number), _time(each.at), each.operator_login, each.about, each.words)
            for number, each in notes
        ],
    )


def _day(when: When) -> str:
    if when is None:
        return "unknown"
    return when if isinstance(when, str) else f"{when:%Y-%m-%d}"


def _moment(when: When) -> str:
    if when is None:
        return "unknown"
    return when if isinstance(when, str) else _time(when)


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"
