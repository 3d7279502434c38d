"""How far a verification is."""

from helpdesk_tui.desk.course import Approval, Progress

THREAT = "The threat is elevated: weak methods are off."


def proofs_line(progress: Progress) -> str:
    """What is proven, and what is still needed: "Proofs: 1 of 2. Still needed: one of another kind."."""
    said = [f"Proofs: {progress.met} of {progress.gates}."]
    needed = []
    if missing := progress.gates - progress.met:
        needed.append(_missing_proofs(missing, progress.met))
    if progress.approval is Approval.NEEDED:
        needed.append("a second operator's approval")
    if needed:
        said.append(f"Still needed: {', and '.join(needed)}.")
    if progress.approval is Approval.ASKED:
        said.append("A second operator is asked.")
    return " ".join(said)


def _missing_proofs(missing: int, met: int) -> str:
    if missing == 1:
        return "one of another kind" if met else "one proof"
    return f"{missing} more of different kinds" if met else f"{missing} proofs of different kinds"


def tier_line(tier: str, attempts_left: int) -> str:
    """By which tier of the policy, and how often one may still fail."""
    if not attempts_left:
        return f"Tier {tier}. No attempt is left."
    attempts = "1 attempt" if attempts_left == 1 else f"{attempts_left} attempts"
    return f"Tier {tier}. {attempts} left."


EXCEPTIONAL = "The exceptional way: too few methods are registered."
