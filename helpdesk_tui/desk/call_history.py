"""An account's history, one line a call: who, when, what came of it, by which proofs, told how.

Every record of a call names its verification, or the number of the intent or notice that it belongs to. The
rows themselves are read by `audit list`.
"""

from collections.abc import Iterable

from helpdesk_tui.desk.action import BRAKE
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import Past
from helpdesk_tui.desk.history import QUIET, WORDS, Entry, entry
from helpdesk_tui.desk.method import FACTS, MethodKind
from helpdesk_tui.desk.ports import DeliveryKind, MessageKind, Record
from helpdesk_tui.language import N_, _, ngettext

_NO_CALL = frozenset({"account.viewed", "account.servers", "clearance.ended"})
"""Nothing came of these: many of them would hide what did."""
_NUMBERS = ("intent", "of", "due")  # facts that name an earlier record
_OUTCOMES = frozenset({"action.outcome", "action.unsettled", "action.contradicted"})
_CHANGES = frozenset({"method.added", "method.removed", "method.renamed", "method.default"})
_CHANNELS = {"sms": N_("SMS"), "mail": N_("mail")}
_TOLD = (N_("told by {channels}"), N_("perhaps told by {channels}"), N_("not told by {channels}"))
_TO_OTHERS = {
    MessageKind.PROTECTED_ACTION.value,
    MessageKind.REPORTED.value,
    MessageKind.BRAKE_USED.value,
}
_BRAKED = Past(N_("disabled by the brake"), N_("not disabled by the brake"), N_("brake, outcome unknown"))
_SENT = {DeliveryKind.SENT.value: 0, DeliveryKind.UNKNOWN.value: 1}


def calls(records: Iterable[Record]) -> tuple[Entry, ...]:
    """A line for each call, the newest first; `records` are an account's, oldest first. A line's number and
    time are those of its first record."""
    return tuple(map(_line, reversed(_grouped(records))))


def call_of(records: Iterable[Record], number: int) -> Entry | None:
    """The line of the call to which the record with that number belongs."""
    for group in _grouped(records):
        if any(each.seq == number for each in group):
            return _line(group)
    return None


def _line(group: list[Record]) -> Entry:
    return Entry(group[0].seq, group[0].at, entry(group[0]).operator, _sentence(group), _ticket(group))


def _grouped(records: Iterable[Record]) -> list[list[Record]]:
    groups: dict[str, list[Record]] = {}
    keys: dict[object, str] = {}  # of each record, by its number
    last: dict[str, str] = {}  # of each operator's last one
    for record in records:
        if record.event in _NO_CALL:
            continue
        operator = entry(record).operator
        key = keys[record.seq] = _key(record, keys, last.get(operator, ""))
        last[operator] = key
        if record.event not in QUIET:
            groups.setdefault(key, []).append(record)
    return list(groups.values())


def _key(record: Record, keys: dict[object, str], before: str) -> str:
    facts = record.facts
    if verification := facts.get("verification"):
        return str(verification)
    named = [facts[name] for name in _NUMBERS if facts.get(name)]
    if named:
        return keys.get(named[0], f"#{named[0]}")
    # What is told of a change of methods names no number: it follows the change.
    return before if record.event.startswith("notice.") and before else f"#{record.seq}"


def _sentence(group: list[Record]) -> str:
    by_whom = [
        _("approved by {operator}", operator=entry(each).operator)
        for each in group
        if each.event == "approval.given"
    ]
    failed = sum(each.event == "verification.failed" for each in group)
    what = [*_acts(group), *_changes(group)] or _unused(group)
    parts = [", ".join(what), _proofs(group), *by_whom, _failures(failed), *_told(group)]
    return " · ".join(part for part in parts if part) or entry(group[0]).sentence


def _ticket(group: list[Record]) -> str:
    """The last that was named."""
    named = [str(each.facts["ticket"]) for each in group if each.facts.get("ticket")]
    return named[-1] if named else ""


def _acts(group: list[Record]) -> list[str]:
    ends = {each.facts.get("intent"): each for each in group if each.event in _OUTCOMES}
    begun = [each for each in group if each.event == "action.intent"]
    acts = [_place(intent, _past(intent, ends.get(intent.seq))) + _reason(intent) for intent in begun]
    return acts + [_not_taken_on(each) for each in group if _stayed_locked(each)]


def _place(intent: Record, what: str) -> str:
    """Where, of what was taken on to another server."""
    if not intent.facts.get("of"):
        return what
    return _("{what} at {server}", what=what, server=intent.facts.get("server"))


def _reason(intent: Record) -> str:
    """Why, of the brake, and who said yes to it."""
    if "reason" not in intent.facts:
        return ""
    second = intent.facts.get("second_login")
    with_whom = " · " + _("with {operator}", operator=second) if second else ""
    return f": {intent.facts['reason']}{with_whom}"


def _stayed_locked(record: Record) -> bool:
    return record.event == "action.elsewhere" and record.facts.get("outcome") == "refused"


def _not_taken_on(record: Record) -> str:
    if server := record.facts.get("of_server"):
        return _("not unlocked at {server}", server=server)
    return _("not unlocked at the server that decides on lockouts")


def _past(intent: Record, end: Record | None) -> str:
    """An action that this version does not know is told by its code."""
    action, outcome = str(intent.facts.get("action", "")), end.facts.get("outcome") if end else None
    spec = next((each for each in SPECS.values() if each.action == action), None)
    past = (_BRAKED if action == BRAKE else spec and spec.past) or Past(
        action, _("no {action}", action=action), _("{action}, outcome unknown", action=action)
    )
    return _({"done": past.done, "refused": past.refused}.get(str(outcome), past.unknown))


def _changes(group: list[Record]) -> list[str]:
    return [
        f"{_label(each)} {WORDS[each.event]}"
        for each in group
        if each.event in _CHANGES and each.facts.get("method")
    ]


def _unused(group: list[Record]) -> list[str]:
    """What came of a call that changed nothing; nothing, where the record's own words say it."""
    events = {each.event for each in group}
    refused = [each for each in group if each.event in ("method.failed", "action.denied")]
    if refused and len(group) > 1:
        why = str(refused[-1].facts.get("problem", "")).replace("-", " ")
        return [_("refused: {why}", why=why)]
    if "verification.cleared" in events:
        return [_("caller verified, nothing changed")]
    if "verification.cancelled" in events:
        return [_("verification given up")]
    if "verification.begun" in events:
        return [_("verification not finished")]
    if events <= {"notice.sent", "notice.failed", "notice.none", "notice.untold"}:
        return [_("of an earlier change")]
    return []


def _proofs(group: list[Record]) -> str:
    kinds = dict.fromkeys(_label(each) for each in group if each.event == "verification.proof")
    return ", ".join(kinds)


def _failures(failed: int) -> str:
    return ngettext("1 failed proof", "{count} failed proofs", failed) if failed else ""


def _told(group: list[Record]) -> list[str]:
    """The best that came of each channel, of what was for the person."""
    best: dict[str, int] = {}
    for each in group:
        if each.event in ("notice.sent", "notice.failed") and each.facts.get("kind") not in _TO_OTHERS:
            channel = str(each.facts.get("channel", ""))
            came = _SENT.get(str(each.facts.get("outcome")), 2)
            best[channel] = min(best.get(channel, came), came)
    said = []
    for came, words in enumerate(_TOLD):
        channels = [_(_CHANNELS.get(each, each)) for each, what in best.items() if what == came]
        if channels:
            said.append(_(words, channels=", ".join(channels)))
    if not said and any(each.event == "notice.none" for each in group):
        said.append(_("nobody told: no address"))
    return said


def _label(record: Record) -> str:
    """The method's kind within a sentence: "authenticator app", "SMS"."""
    kind = str(record.facts.get("method", ""))
    if kind not in set(MethodKind):
        return kind
    label = FACTS[MethodKind(kind)].label
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
