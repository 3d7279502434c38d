"""The methods of a person."""

from datetime import datetime

from helpdesk_tui.desk.method import FACTS, Grade, Method, MethodKind, Origin
from helpdesk_tui.desk.registration.status import RegistrationStatus
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.words.times import day, moment

GRADE_WORDS = {grade: grade.name.lower() for grade in Grade}
ORIGIN_WORDS = {
    Origin.REGISTERED: "registered",
    Origin.PREFILLED: "from the directory",
    Origin.IMPORTED: "imported",
    Origin.DESK: "the desk's own way",
}


def method_columns(option: MethodOption) -> tuple[str, str, str, str]:
    """Kind, name, grade, usable or why not."""
    method = option.method
    between = " " if method.origin is Origin.PREFILLED else " · "
    kind = FACTS[method.kind].label
    label = "" if method.label == kind else method.label
    detail = between.join(part for part in (label, method.detail) if part)
    status = option.why_not or ("proven" if option.proven else "usable")
    return kind, detail, GRADE_WORDS[method.grade], status


def method_row(option: MethodOption) -> tuple[str, str, str]:
    """The same for a narrow list: what cannot be used shows the reason in the place of its grade."""
    kind, name, grade, status = method_columns(option)
    return kind, name, option.why_not or f"{grade:9}  {status}"


def good_for(kind: MethodKind) -> str:
    """What a method of this kind serves: "reset and MFA", "reset", "MFA"."""
    facts = FACTS[kind]
    return " and ".join(
        word for holds, word in ((facts.good_for_reset, "reset"), (facts.good_for_mfa, "MFA")) if holds
    )


def method_facts(method: Method, now: datetime) -> list[str]:
    """What each is good for, where it comes from, since when, last used, default: a phrase for each."""
    said = [f"good for {good_for(method.kind)}"]
    if method.origin is Origin.DESK:
        return said
    since = f" since {day(method.since, now)}" if method.since else ""
    said.append(f"{ORIGIN_WORDS[method.origin]}{since}")
    if method.origin is Origin.PREFILLED:
        known = isinstance(method.changed, datetime)
        said.append(f"changed {day(method.changed, now)}" if known else "last change unknown")
        return said
    said.append(f"last used {day(method.last_used, now)}" if method.last_used else "never used")
    if method.expires_at is not None:
        said.append(f"until {moment(method.expires_at, now)}")
    if method.is_default:
        said.append("the default")
    return said


def registration_line(status: RegistrationStatus) -> str:
    """Whether what is registered is enough, since when it is confirmed, and what is due."""
    enough = "enough for a reset" if status.enough else "too little for a reset"
    mfa = "good for MFA" if status.mfa else "nothing for MFA"
    confirmed = f"confirmed {status.confirmed_at:%Y-%m-%d}" if status.confirmed_at else "never confirmed"
    return f"Registration: {enough}, {mfa}, {confirmed}. {status.due}".strip()


def method_dates(method: Method) -> str:
    """The same in few words: "registered 2026-11-02, last used 2026-11-20"; "" for the desk's own ways."""
    if method.origin is Origin.DESK:
        return ""
    if method.origin is Origin.PREFILLED:
        changed = f"{method.changed:%Y-%m-%d}" if isinstance(method.changed, datetime) else "unknown"
        return f"from the directory, changed {changed}"
    since = f" {method.since:%Y-%m-%d}" if method.since else ""
    used = f"last used {method.last_used:%Y-%m-%d}" if method.last_used else "never used"
    return f"{ORIGIN_WORDS[method.origin]}{since}, {used}"
