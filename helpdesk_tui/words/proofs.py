"""How far a verification is."""

from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.language import N_, _, ngettext

THREAT = N_("The threat is elevated: weak methods are off.")


def proofs_line(progress: Progress) -> str:
    """What is proven, and what is still needed: "Proofs: 1 of 2. Still needed: one of another kind."."""
    said = [_("Proofs: {met} of {gates}.", met=progress.met, gates=progress.gates)]
    if needed := _needed(progress):
        said.append(_("Still needed: {needed}.", needed=needed))
    if progress.approval is Approval.ASKED:
        said.append(_("A second operator is asked."))
    return " ".join(said)


def _needed(progress: Progress) -> str:
    missing, approval = progress.gates - progress.met, progress.approval is Approval.NEEDED
    if not missing:
        return _("a second operator's approval") if approval else ""
    proofs = _missing_proofs(missing, progress.met)
    return _("{proofs}, and a second operator's approval", proofs=proofs) if approval else proofs


def _missing_proofs(missing: int, met: int) -> str:
    if missing == 1:
        return _("one of another kind") if met else _("one proof")
    if met:
        return _("{count} more of different kinds", count=missing)
    return _("{count} proofs of different kinds", count=missing)


def tier_line(tier: str, attempts_left: int) -> str:
    """By which tier of the policy, and how often one may still fail."""
    if not attempts_left:
        return _("Tier {tier}. No attempt is left.", tier=_(tier))
    return ngettext(
        "Tier {tier}. {count} attempt left.",
        "Tier {tier}. {count} attempts left.",
        attempts_left,
        tier=_(tier),
    )


EXCEPTIONAL = N_("The exceptional way: too few methods are registered.")
