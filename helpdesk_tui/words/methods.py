"""The methods of a person."""

from datetime import datetime

from helpdesk_tui.desk.method import FACTS, GRADES, Method, MethodKind, Origin
from helpdesk_tui.desk.registration.status import RegistrationStatus
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.language import N_, Phrases, _, pgettext
from helpdesk_tui.local_time import date
from helpdesk_tui.words.times import day, moment

GRADE_WORDS = Phrases(GRADES)
ORIGIN_WORDS = Phrases(
    {
        Origin.REGISTERED: N_("registered"),
        Origin.PREFILLED: N_("from the directory"),
        Origin.IMPORTED: N_("imported"),
        Origin.DESK: N_("the desk's own way"),
    }
)


def method_columns(option: MethodOption) -> tuple[str, str, str, str]:
    """Kind, name, grade, usable or why not."""
    method = option.method
    between = " " if method.origin is Origin.PREFILLED else " · "
    kind = FACTS[method.kind].label
    detail = between.join(part for part in (method.own_name, method.detail) if part)
    status = option.why_not or (_("proven") if option.proven else _("usable"))
    return kind, detail, GRADE_WORDS[method.grade], status


def method_row(option: MethodOption) -> tuple[str, str, str]:
    """The same for a narrow list: what cannot be used shows the reason in the place of its grade."""
    kind, name, grade, status = method_columns(option)
    return kind, name, option.why_not or f"{grade:9}  {status}"


def good_for(kind: MethodKind) -> str:
    """What a method of this kind serves: "reset and MFA", "reset", "MFA"."""
    facts = FACTS[kind]
    if facts.good_for_reset and facts.good_for_mfa:
        return _("reset and MFA")
    return pgettext("good for a", "reset") if facts.good_for_reset else _("MFA") if facts.good_for_mfa else ""


def method_facts(method: Method, now: datetime) -> list[str]:
    """What each is good for, where it comes from, since when, last used, default: a phrase for each."""
    said = [_("good for {good_for}", good_for=good_for(method.kind))]
    if method.origin is Origin.DESK:
        return said
    origin = ORIGIN_WORDS[method.origin]
    if method.since:
        origin = _("{origin} since {when}", origin=origin, when=day(method.since, now))
    said.append(origin)
    if method.origin is Origin.PREFILLED:
        known = isinstance(method.changed, datetime)
        said.append(_("changed {when}", when=day(method.changed, now)) if known else _("last change unknown"))
        return said
    said.append(
        _("last used {when}", when=day(method.last_used, now)) if method.last_used else _("never used")
    )
    if method.expires_at is not None:
        said.append(_("until {until}", until=moment(method.expires_at, now)))
    if method.is_default:
        said.append(_("the default"))
    return said


def registration_line(status: RegistrationStatus) -> str:
    """Whether what is registered is enough, since when it is confirmed, and what is due."""
    enough = _("enough for a reset") if status.enough else _("too little for a reset")
    mfa = _("good for MFA") if status.mfa else _("nothing for MFA")
    confirmed = (
        _("confirmed {when}", when=date(status.confirmed_at)) if status.confirmed_at else _("never confirmed")
    )
    said = _("Registration: {enough}, {mfa}, {confirmed}.", enough=enough, mfa=mfa, confirmed=confirmed)
    return f"{said} {status.due}".strip()


def method_dates(method: Method) -> str:
    """The same in few words: "registered 2026-11-02, last used 2026-11-20"; "" for the desk's own ways."""
    if method.origin is Origin.DESK:
        return ""
    if method.origin is Origin.PREFILLED:
        changed = date(method.changed) if isinstance(method.changed, datetime) else _("unknown")
        return _("from the directory, changed {when}", when=changed)
    since = f" {date(method.since)}" if method.since else ""
    used = _("last used {when}", when=date(method.last_used)) if method.last_used else _("never used")
    return f"{ORIGIN_WORDS[method.origin]}{since}, {used}"
