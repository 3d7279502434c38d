"""The record in an operator's words."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.ports import Facts, Record
from helpdesk_tui.language import N_, Phrases

WORDS = Phrases(
    {
        "sign-in.done": N_("signed in"),
        "sign-in.refused": N_("sign-in refused"),
        "second-factor.asked": N_("was asked for the second factor"),
        "second-factor.attempt": N_("tried the second factor"),
        "second-factor.proof": N_("proved the second factor"),
        "second-factor.failed": N_("second factor failed"),
        "second-factor.unanswered": N_("no service checked the second factor"),
        "second-factor.asked-further": N_("was asked for more by the service"),
        "second-factor.lost": N_("said that the second factor is lost"),
        "second-factor.confirmed": N_("was confirmed by somebody else"),
        "second-factor.not-confirmed": N_("was not confirmed"),
        "second-factor.given-up": N_("gave the sign-in up"),
        "session.ended": N_("session ended"),
        "session.locked": N_("locked the desk"),
        "session.unlocked": N_("unlocked the desk"),
        "session.unlock-refused": N_("was refused to unlock the desk"),
        "search": N_("searched"),
        "list.begun": N_("began to read a list"),
        "list.ended": N_("read a list"),
        "account.viewed": N_("looked at"),
        "account.servers": N_("looked where wrong passwords came in"),
        "audit.read": N_("read the record"),
        "audit.denied": N_("was refused the record"),
        "policy.checked": N_("checked the policy"),
        "doctor.looked": N_("looked at what surrounds the desk"),
        "doctor.denied": N_("was refused a look at what surrounds the desk"),
        "test.sending": N_("sending themselves a test message"),
        "test.sent": N_("sent themselves a test message"),
        "test.not-sent": N_("could not send themselves a test message"),
        "test.denied": N_("was refused a test message"),
        "import.begun": N_("began an import"),
        "import.ended": N_("ended an import"),
        "import.denied": N_("import refused"),
        "store.sealed": N_("sealed the store for the first time"),
        "store.altered": N_("found changed by another hand than the desk's"),
        "store.copied": N_("copied the store"),
        "store.restored": N_("put a copy in the place of the store"),
        "key.rotated": N_("changed the store's key"),
        "verification.begun": N_("began to verify"),
        "verification.ticket": N_("named the ticket"),
        "verification.number-shown": N_("was shown the call-back number"),
        "verification.questions-shown": N_("was shown the questions"),
        "verification.number-stated": N_("was told the number by the caller"),
        "verification.attempt": N_("tried a proof"),
        "challenge.sending": N_("sending a code"),
        "challenge.sent": N_("sent a code"),
        "challenge.not-sent": N_("could not send a code"),
        "approval.asked": N_("asked for approval"),
        "approval.given": N_("approval given"),
        "approval.refused": N_("refused approval"),
        "approval.denied": N_("approval did not count"),
        "block.released": N_("released"),
        "report.made": N_('reported: "this was not me"'),
        "report.kept": N_("report refused"),
        "feedback.kept": N_("wrote down a wish or a complaint"),
        "feedback.read": N_("read wishes and complaints"),
        "feedback.denied": N_("was refused wishes and complaints"),
        "block.kept": N_("release refused"),
        "clearance.ended": N_("the call ended"),
        "verification.proof": N_("proved the caller"),
        "verification.failed": N_("proof failed"),
        "verification.denied": N_("verification refused"),
        "verification.cleared": N_("caller verified"),
        "verification.cancelled": N_("verification cancelled"),
        "action.intent": N_("began"),
        "action.denied": N_("refused"),
        "brake.denied": N_("was refused a second operator's yes"),
        "action.outcome": N_("ended"),
        "action.elsewhere": N_("looked at the server that decides on lockouts"),
        "action.unsettled": N_("not settled yet"),
        "action.contradicted": N_("ended otherwise than recorded before"),
        "temporary.until": N_("gave the temporary password an end"),
        "temporary.left": N_("left a temporary password alone"),
        "method.begun": N_("began to register"),
        "method.activating": N_("confirming"),
        "method.removing": N_("removing"),
        "method.added": N_("registered"),
        "method.imported": N_("imported"),
        "method.removed": N_("removed"),
        "method.failed": N_("registration failed"),
        "method.abandoned": N_("registration given up"),
        "method.changing": N_("changing"),
        "method.renamed": N_("renamed"),
        "method.default": N_("made the default"),
        "registration.confirmed": N_("methods confirmed again"),
        "registration.required": N_("asked for a new registration"),
        "registration.kept": N_("new registration refused"),
        "password.sent": N_("new password sent"),
        "password.failed": N_("new password not sent"),
        "notice.due": N_("is to be told"),
        "notice.told": N_("was told as far as possible"),
        "notice.sent": N_("told of it"),
        "notice.failed": N_("could not be told of it"),
        "notice.untold": N_("was never told of it"),
        "notice.none": N_("nowhere to tell of it"),
    }
)

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
