"""The record in an operator's words."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.ports import Facts, Record

WORDS = {
    "sign-in.done": "signed in",
    "sign-in.refused": "sign-in refused",
    "second-factor.asked": "was asked for the second factor",
    "second-factor.attempt": "tried the second factor",
    "second-factor.proof": "proved the second factor",
    "second-factor.failed": "second factor failed",
    "second-factor.unanswered": "no service checked the second factor",
    "second-factor.asked-further": "was asked for more by the service",
    "second-factor.lost": "said that the second factor is lost",
    "second-factor.confirmed": "was confirmed by somebody else",
    "second-factor.not-confirmed": "was not confirmed",
    "second-factor.given-up": "gave the sign-in up",
    "session.ended": "session ended",
    "search": "searched",
    "list.begun": "began to read a list",
    "list.ended": "read a list",
    "account.viewed": "looked at",
    "account.servers": "looked where wrong passwords came in",
    "audit.read": "read the record",
    "audit.denied": "was refused the record",
    "policy.checked": "checked the policy",
    "test.sending": "sending themselves a test message",
    "test.sent": "sent themselves a test message",
    "test.not-sent": "could not send themselves a test message",
    "test.denied": "was refused a test message",
    "import.begun": "began an import",
    "import.ended": "ended an import",
    "import.denied": "import refused",
    "store.sealed": "sealed the store for the first time",
    "store.altered": "found changed by another hand than the desk's",
    "store.copied": "copied the store",
    "store.restored": "put a copy in the place of the store",
    "key.rotated": "changed the store's key",
    "verification.begun": "began to verify",
    "verification.ticket": "named the ticket",
    "verification.number-shown": "was shown the call-back number",
    "verification.questions-shown": "was shown the questions",
    "verification.number-stated": "was told the number by the caller",
    "verification.attempt": "tried a proof",
    "challenge.sending": "sending a code",
    "challenge.sent": "sent a code",
    "challenge.not-sent": "could not send a code",
    "approval.asked": "asked for approval",
    "approval.given": "approval given",
    "approval.refused": "refused approval",
    "approval.denied": "approval did not count",
    "block.released": "released",
    "report.made": 'reported: "this was not me"',
    "report.kept": "report refused",
    "feedback.kept": "wrote down a wish or a complaint",
    "feedback.read": "read wishes and complaints",
    "feedback.denied": "was refused wishes and complaints",
    "block.kept": "release refused",
    "clearance.ended": "the call ended",
    "verification.proof": "proved the caller",
    "verification.failed": "proof failed",
    "verification.denied": "verification refused",
    "verification.cleared": "caller verified",
    "verification.cancelled": "verification cancelled",
    "action.intent": "began",
    "action.denied": "refused",
    "brake.denied": "was refused a second operator's yes",
    "action.outcome": "ended",
    "action.elsewhere": "looked at the server that decides on lockouts",
    "action.unsettled": "not settled yet",
    "action.contradicted": "ended otherwise than recorded before",
    "temporary.until": "gave the temporary password an end",
    "temporary.left": "left a temporary password alone",
    "method.begun": "began to register",
    "method.activating": "confirming",
    "method.removing": "removing",
    "method.added": "registered",
    "method.imported": "imported",
    "method.removed": "removed",
    "method.failed": "registration failed",
    "method.abandoned": "registration given up",
    "method.changing": "changing",
    "method.renamed": "renamed",
    "method.default": "made the default",
    "registration.confirmed": "methods confirmed again",
    "registration.required": "asked for a new registration",
    "registration.kept": "new registration refused",
    "password.sent": "new password sent",
    "password.failed": "new password not sent",
    "notice.due": "is to be told",
    "notice.told": "was told as far as possible",
    "notice.sent": "told of it",
    "notice.failed": "could not be told of it",
    "notice.untold": "was never told of it",
    "notice.none": "nowhere to tell of it",
}

QUIET = frozenset({"notice.due", "notice.told"})
"""Of use to who resolves what was interrupted: left out of a card."""


@dataclass(frozen=True)
class Entry:
    """A line of an account's history."""

    seq: int
    at: datetime
    operator: str
    sentence: str
    ticket: str = ""


def entry(record: Record) -> Entry:
    facts = record.facts
    about = [_text(facts, key) for key in ("action", "method", "outcome", "problem")]
    words = " · ".join([WORDS.get(record.event, record.event), *(part for part in about if part)])
    return Entry(record.seq, record.at, _text(facts, "operator_login"), words)


def _text(facts: Facts, key: str) -> str:
    value = facts.get(key)
    return value if isinstance(value, str) else ""
