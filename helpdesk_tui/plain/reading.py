"""Looking up, showing an account, reading the record: lines, or JSON."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import datetime

from helpdesk_tui.console import ReadRecord
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.explaining import Reason, of_sign_in
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.ports import ChainHead, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.review import Review
from helpdesk_tui.language import _
from helpdesk_tui.local_time import hour, minute
from helpdesk_tui.plain import desk_shapes, shapes, tables
from helpdesk_tui.plain.conversation import Conversation, Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.text import clean, mask_phone
from helpdesk_tui.words.accounts import account_state, full_login, password_lines, permissions
from helpdesk_tui.words.methods import method_columns, method_facts, registration_line
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.reasons import reason_line
from helpdesk_tui.words.reports import held_line
from helpdesk_tui.words.searching import slow_line
from helpdesk_tui.words.servers import server_lines


def lookup(talk: Conversation, asked: Namespace) -> Exit:
    """Search. Raises `Refused` (account-not-found) where nobody is found."""
    query = " ".join(asked.query)
    found = talk.desk.lookup.search(query, asked.limit or 0)
    talk.listed(asked, found, shapes.of_found, tables.of_found)
    if found.more:
        talk.output.note(str(problem("too-many")))
    if found.slow:
        talk.output.note(slow_line(found.slow))
    if found.unsearched:
        talk.output.note(str(found.unsearched))
    if not found.rows:
        raise Refused(problem("account-not-found", query=clean(query)))
    return Exit.DONE


def show(talk: Conversation, asked: Namespace) -> Exit:
    """Show one account."""
    if asked.why:
        return _why(talk, asked)
    card = talk.desk.lookup.card(talk.desk.lookup.resolve(asked.account))
    found = talk.desk.lookup.at_every_server(card.account.id) if asked.servers else None
    if asked.json:
        talk.output.data(shapes.of_card(card, found))
        return Exit.DONE
    talk.output.say(*_card(card, talk))
    if found is not None:
        lines = tuple(server_lines(found, talk.console.sign_in.clock.now()))
        talk.output.say(*_listed(_("Where the wrong passwords came in"), lines))
    return Exit.DONE


def _why(talk: Conversation, asked: Namespace) -> Exit:
    """Nothing but what stops the person, with what every server knows."""
    reasons = talk.desk.lookup.why(talk.desk.lookup.resolve(asked.account))
    if asked.json:
        talk.output.data(shapes.of_reasons(reasons))
    else:
        talk.output.say(*_reasons(reasons, talk.console.sign_in.clock.now()))
    return Exit.DONE


def audit(talk: Conversation, asked: Namespace) -> Exit:
    """List or verify the record, as a signed-in operator."""
    return _read(talk, asked, talk.desk.review, talk.desk.lookup.resolve)


def audit_as_system(talk: Speaking, asked: Namespace) -> Exit:
    """Nobody signs in: the system account that owns store and key reads, and the record says so."""
    record = talk.console.system_record
    if record is None:
        raise Refused(problem("demo-record"))
    if asked.review != "export":
        return _read(talk, asked, record, AccountId)
    for each in record.export(asked.after):
        talk.output.line(desk_shapes.of_exported(each))
    return Exit.DONE


def _read(
    talk: Speaking, asked: Namespace, record: Review | ReadRecord, account_of: Callable[[str], AccountId]
) -> Exit:
    if asked.review == "verify":
        return _tell_chain(talk, asked, record.verify(ChainHead(*asked.head) if asked.head else None))
    account = account_of(asked.account) if asked.account else None
    talk.listed(asked, _wanted(record, asked, account), desk_shapes.of_records, tables.of_records)
    return Exit.DONE


def _wanted(record: Review | ReadRecord, asked: Namespace, account: AccountId | None) -> tuple[Record, ...]:
    if not asked.untold:
        return record.records(account, asked.last)
    every = tuple(each for each in record.untold() if account in (None, each.facts.get("account")))
    return every[-asked.last :] if asked.last else every


def _tell_chain(talk: Speaking, asked: Namespace, found: Problem | ChainHead | None) -> Exit:
    broken = found if isinstance(found, Problem) else None
    head = found if isinstance(found, ChainHead) else None
    if asked.json:
        talk.output.data(desk_shapes.of_chain(broken, head))
    if broken:
        raise Refused(broken)
    if not asked.json:
        talk.output.say(_("The record is empty.") if head is None else _intact(head))
    return Exit.DONE


def _intact(head: ChainHead) -> str:
    noted = f"{head.seq}:{head.digest}"
    return _(
        "The record is whole, up to number {number}. Its head, to be noted elsewhere: {noted}",
        number=head.seq,
        noted=noted,
    )


def _card(card: Card, talk: Conversation) -> list[str]:
    account, now = card.account, talk.console.sign_in.clock.now()
    facts = [
        (_("Name"), account.name),
        (_("Login"), full_login(account)),
        ("UPN", account.principal_name),
        (_("Mail"), account.mail),
        (_("Mobile"), _phone(account.mobile)),
        (_("Office phone"), _phone(account.office_phone)),
        (_("Employee number"), account.employee_number),
        (_("Title"), account.title),
        (_("Department"), account.department),
        (_("Office"), account.office),
        (_("Manager"), account.manager),
        ("DN", account.dn),
        ("ID", account.id),
        (_("State"), account_state(account.state, now)),
    ]
    return [
        *(f"{name}: {value}" for name, value in facts if value),
        *_listed(_("Why this person cannot sign in"), _reasons(card.reasons, now)),
        *_listed(_("Brake"), _said(card.braked)),
        *_listed(_("Not known here"), _said(card.not_known_here)),
        *_listed(_("Password"), password_lines(account, now)),
        *_listed(_("Verification methods"), _methods(card, now)),
        *_listed(_("Verification"), _proving(card, now)),
        *_listed(_("You may"), permissions(card)),
        *_listed(
            _("Recent"),
            [f"{minute(each.at)}, {each.operator}, {each.sentence}" for each in card.history],
        ),
    ]


def _reasons(reasons: Sequence[Reason], now: datetime) -> list[str]:
    lines = [f"{each.sentence} {reason_line(each, now)}" for each in reasons]
    return lines if of_sign_in(reasons) else [_("Nothing is in the way."), *lines]


def _said(why: Problem | None) -> list[str]:
    return [why.cause, why.remedy] if why else []


def _methods(card: Card, now: datetime) -> list[str]:
    lines = []
    for option in card.methods:
        parts = (*method_columns(option), *method_facts(option.method, now))
        lines.append(", ".join(part for part in parts if part))
    return lines or [_("None.")]


def _proving(card: Card, now: datetime) -> list[str]:
    """By which rules, and whether it is done."""
    lines = [_("Tier {tier}.", tier=_(card.tier)), registration_line(card.registration)]
    if card.exceptional:
        lines.append(_(EXCEPTIONAL))
    if card.reported:
        lines.insert(0, held_line(card.reported, now))
    if card.clearance:
        lines.append(_("The caller is verified until {until}.", until=hour(card.clearance.expires_at)))
    return lines


def _phone(number: str | None) -> str:
    return "unknown" if number is None else mask_phone(number) if number else ""


def _listed(heading: str, lines: list[str] | tuple[str, ...]) -> list[str]:
    return [f"{heading}:", *(f"- {line}" for line in lines)] if lines else []
