"""The JSON of people, directories and lists, as docs/plain.md describes it. No secret is in any of them.

Times are ISO 8601 in UTC; "never" is a time too; null is always "unknown" or "there is none".
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from helpdesk_tui.desk.account import Account, AccountSummary, PasswordPolicy
from helpdesk_tui.desk.actions.registry import OFFERED, WRITING
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.explaining import Reason
from helpdesk_tui.desk.listing import ListedAccount
from helpdesk_tui.desk.lists import ListPart, WantedList
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.method import FACTS, MethodKind
from helpdesk_tui.desk.ports import (
    AccountAtServer,
    AccountAtServers,
    Capability,
    DirectoryInfo,
    Found,
    Hold,
    OpenVerification,
)
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.language import ENGLISH, read_in
from helpdesk_tui.text import mask_phone

_PLAIN = (
    "id", "kind", "security_id", "dn", "login", "domain", "principal_name", "name", "given_name", "surname",
    "mail", "employee_number", "title", "department", "company", "office", "manager", "preferred_language",
    "was_protected", "server", "elsewhere",
)  # fmt: skip


@read_in(ENGLISH)
def of_found(found: Found) -> dict[str, Any]:
    """What a search found."""
    return {
        "accounts": [_of_summary(row) for row in found.rows],
        "more": found.more,
        "unsearched": of_problem(found.unsearched) if found.unsearched else None,
    }


@read_in(ENGLISH)
def of_listed(row: ListedAccount) -> dict[str, Any]:
    """One row of a list."""
    return {
        "account": _of_summary(row.account),
        "when": moment(row.at),
        "about": row.about,
        "sure": not row.unsure,
    }


@read_in(ENGLISH)
def of_list_end(wanted: WantedList, part: ListPart) -> dict[str, Any]:
    """What stands behind the rows: without it a list was cut off."""
    return {
        "list": wanted.kind.value,
        "found": part.found,
        "unsure": part.unsure,
        "untold": part.untold,
        "looked_at": part.looked_at,
        "complete": part.is_whole,
        "incomplete": [of_problem(each) for each in part.incomplete],
    }


@read_in(ENGLISH)
def of_card(card: Card, found: AccountAtServers | None) -> dict[str, Any]:
    """An account with all that is known of it; `found`: where wrong passwords came in, if that was asked."""
    return {
        "account": _of_account(card.account),
        "reasons": of_reasons(card.reasons),
        "methods": of_methods(card.methods),
        "refusals": {
            action.value: [of_problem(each) for each in refusals]
            for action, refusals in card.refusals.items()
        },
        "offered": [action.value for action in OFFERED if card.offers(action)],
        "tier": card.tier,
        "exceptional": card.exceptional,
        "unprovable": of_problem(card.unprovable) if card.unprovable else None,
        "registration": {
            "enough": card.registration.enough,
            "mfa": card.registration.mfa,
            "confirmed_at": moment(card.registration.confirmed_at),
            "due": card.registration.due,
        },
        "clearance": _of_clearance(card.clearance) if card.clearance else None,
        "held": _of_held(card.held) if card.held else None,
        "reported": of_hold(card.reported) if card.reported else None,
        "blocked": of_problem(card.blocked) if card.blocked else None,
        "braked": of_problem(card.braked) if card.braked else None,
        "not_known_here": of_problem(card.not_known_here) if card.not_known_here else None,
        "history": [
            {"seq": each.seq, "at": moment(each.at), "operator": each.operator, "sentence": each.sentence}
            for each in card.history
        ],
        "servers": found and [_of_server(each) for each in found.rows],
        "servers_not_asked": found.unasked if found else None,
    }


@read_in(ENGLISH)
def of_reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """What stops the person, the hardest first."""
    return [
        {
            "code": each.what.code,
            "sentence": each.what.cause,
            "evidence": each.evidence,
            "remedy": each.what.remedy,
            "certainty": each.certainty.value,
            "stops": each.stops.value,
        }
        for each in reasons
    ]


def _of_server(row: AccountAtServer) -> dict[str, Any]:
    times = ("last_wrong", "locked_since", "last_sign_in")
    return {
        "server": row.server,
        "wrong_passwords": row.wrong_passwords,
        **{name: moment(getattr(row, name)) for name in times},
        "problem": of_problem(row.problem) if row.problem else None,
    }


@read_in(ENGLISH)
def of_directory(info: DirectoryInfo, card: Card | None) -> dict[str, Any]:
    """What was recognised of the directory; `rights` are those on an account, where one was named."""
    return {
        "kind": info.kind,
        "domain": info.domain,
        "server": info.server,
        "tls": info.tls,
        "acts_as": info.acts_as,
        "also": list(info.also),
        "read_only": info.read_only,
        "abilities": {
            capability.value: {"able": info.able(capability), "why": info.why(capability)}
            for capability in Capability
        },
        "not_offered": {action.value: why for action, why in info.cannot.items()},
        "rights": None if card is None else _rights(card.account),
    }


@read_in(ENGLISH)
def of_methods(options: Iterable[MethodOption]) -> list[dict[str, Any]]:
    """A person's verification methods."""
    return [
        {
            "id": each.method.id,
            "kind": each.method.kind.value,
            "label": each.method.label,
            "detail": each.method.detail,
            "grade": each.method.grade.name.lower(),
            "origin": each.method.origin.value,
            "status": each.method.status.value,
            "good_for": _good_for(each.method.kind),
            "default": each.method.is_default,
            "since": moment(each.method.since),
            "last_used": moment(each.method.last_used),
            "changed": moment(each.method.changed),
            "expires_at": moment(each.method.expires_at),
            "usable": each.usable,
            "why_not": each.why_not,
        }
        for each in options
    ]


def _good_for(kind: MethodKind) -> list[str]:
    facts = FACTS[kind]
    named = (("reset", facts.good_for_reset), ("mfa", facts.good_for_mfa))
    return [name for name, holds in named if holds]


def _of_held(held: OpenVerification) -> dict[str, Any]:
    return {"operator": held.operator_login, "until": moment(held.expires_at)}


@read_in(ENGLISH)
def of_hold(hold: Hold) -> dict[str, Any]:
    """What a report holds: the newest report, and from when on what was done is disputed."""
    report = hold.report
    return {
        "account": report.account_login,
        "id": report.account,
        "at": moment(report.at),
        "operator": report.operator_login,
        "since": moment(hold.since),
    }


def _of_summary(row: AccountSummary) -> dict[str, Any]:
    return {**asdict(row), "kind": row.kind.value}


def _rights(account: Account) -> dict[str, bool | None]:
    return {each.action.value.replace("-", "_"): account.rights.get(each.action) for each in WRITING}


def _of_account(account: Account) -> dict[str, Any]:
    """Phone numbers are masked: whoever sees one whole is in the record (verify, call-back)."""
    state = {name: moment(value) for name, value in asdict(account.state).items()}
    return {
        **{name: getattr(account, name) for name in _PLAIN},
        "kind": account.kind.value,
        "mobile": _masked(account.mobile),
        "office_phone": _masked(account.office_phone),
        "state": state,
        "policy": _of_policy(account.policy) if account.policy else None,
        "groups": None if account.group_ids is None else sorted(account.group_ids),
        "rights": _rights(account),
    }


def _of_policy(policy: PasswordPolicy) -> dict[str, Any]:
    def seconds(name: str) -> int | None:
        length = getattr(policy, name)
        return None if length is None else int(length.total_seconds())

    return {
        "source": policy.source,
        "min_length": policy.min_length,
        "complexity": policy.complexity,
        "history": policy.history,
        "min_age_seconds": seconds("min_age"),
        "max_age_seconds": seconds("max_age"),
        "lockout_threshold": policy.lockout_threshold,
        "lockout_seconds": seconds("lockout_duration"),
        "lockout_window_seconds": seconds("lockout_window"),
    }


def _of_clearance(clearance: Clearance) -> dict[str, Any]:
    return {
        "actions": sorted(action.value for action in clearance.actions),
        "ticket": clearance.ticket,
        "expires_at": moment(clearance.expires_at),
    }


@read_in(ENGLISH)
def of_problem(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "cause": problem.cause, "remedy": problem.remedy}


def _masked(number: str | None) -> str | None:
    return mask_phone(number) if number else number


def moment(value: object) -> Any:
    """A time as ISO 8601, whatever it stands in; all else as it is."""
    if isinstance(value, tuple):
        return [moment(each) for each in value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
