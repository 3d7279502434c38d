"""How far a verification is."""

from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.language import N_, _, ngettext

THREAT = N_("The threat is elevated: weak methods are off.")


def proofs_line(progress: Progress) -> str:
    """What is proven, and what is still needed: "Proofs: 1 of 2. Still needed: one of another kind."."""
    said = [_("Proofs: {met} of {gates}.", met=progress.met, gates=progress.gates)]
    needed = []
    if missing := progress.gates - progress.met:
        needed.append(_missing_proofs(missing, progress.met))
    if progress.approval is Approval.NEEDED:
        needed.append(_("a second operator's approval"))
    if needed:
        said.append(_("Still needed: {needed}.", needed=", ".join(needed)))
    if progress.approval is Approval.ASKED:
        said.append(_("A second operator is asked."))
    return " ".join(said)


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
