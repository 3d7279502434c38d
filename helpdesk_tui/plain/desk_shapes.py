"""The JSON of the desk's own: record, approvals, policy, imports, notes, as docs/plain.md describes it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from helpdesk_tui.desk.approving import Waiting
from helpdesk_tui.desk.history import entry
from helpdesk_tui.desk.importing import ImportReport
from helpdesk_tui.desk.policy_check import Counted
from helpdesk_tui.desk.ports import (
    ChainHead,
    Note,
    Record,
)
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import ENGLISH, read_in
from helpdesk_tui.plain.shapes import moment, of_problem


@read_in(ENGLISH)
def of_records(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Entries of the record, with what each says in words."""
    return [
        {
            "seq": each.seq,
            "at": moment(each.at),
            "event": each.event,
            "sentence": entry(each).sentence,
            "facts": dict(each.facts),
            "digest": each.digest,
        }
        for each in records
    ]


@read_in(ENGLISH)
def of_exported(record: Record) -> dict[str, Any]:
    """With its digest: who has the key can verify it elsewhere, by the line before."""
    return {
        "seq": record.seq,
        "at": record.at.isoformat(timespec="microseconds"),
        "event": record.event,
        "facts": dict(record.facts),
        "digest": record.digest,
    }


@read_in(ENGLISH)
def of_waiting(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """What waits for a second operator."""
    return [
        {
            "id": each.verification,
            "account": {"id": each.account.id, "login": each.account.login, "name": each.account.name},
            "operator": each.operator_login,
            "ticket": each.ticket,
            "actions": list(each.actions),
            "proofs": list(each.proofs),
            "exceptional": each.exceptional,
            "asked_at": moment(each.asked_at),
            "until": moment(each.until),
        }
        for each in waiting
    ]


@read_in(ENGLISH)
def of_import(report: ImportReport) -> dict[str, Any]:
    """What became of a file."""
    refused = [{"line": each.line, "problem": of_problem(each.problem)} for each in report.refused]
    return {
        "stored": report.stored,
        "written": report.written,
        "refused": refused,
        "more_refused": report.more_refused,
        "ignored": list(report.ignored),
    }


@read_in(ENGLISH)
def of_notes(notes: Iterable[tuple[int, Note]]) -> list[dict[str, Any]]:
    """Wishes and complaints about the desk."""
    return [
        {
            "number": number,
            "at": moment(each.at),
            "operator": each.operator_login,
            "about": each.about,
            "words": each.words,
        }
        for number, each in notes
    ]


@read_in(ENGLISH)
def of_policy_check(
    sentences: Iterable[str], counted: Counted | None, weaker: Iterable[str] | None
) -> dict[str, Any]:
    """None = was not asked for."""
    tiers = counted and [{**asdict(each), "too_few": each.too_few} for each in counted.tiers]
    scopes = counted and [asdict(each) for each in counted.scopes]
    return {
        "sentences": list(sentences),
        "weaker": None if weaker is None else list(weaker),
        "tiers": tiers,
        "scopes": scopes,
    }


@read_in(ENGLISH)
def of_chain(broken: Problem | None, head: ChainHead | None) -> dict[str, Any]:
    """Whether the record is whole: what is wrong with it, or else its head."""
    return {
        "whole": broken is None,
        "problem": of_problem(broken) if broken else None,
        "head": {"seq": head.seq, "digest": head.digest} if head else None,
    }
