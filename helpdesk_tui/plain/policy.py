"""The policy read back: a sentence for each rule, then whom it would leave without enough methods."""

from argparse import Namespace

from helpdesk_tui.desk.policy_check import Counted, ScopeCount, TierCount
from helpdesk_tui.desk.profiles import Profile
from helpdesk_tui.plain import desk_shapes
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit


def policy(talk: Conversation, asked: Namespace) -> Exit:
    """Read the policy back, compare it, count by it: whatever of these is asked for."""
    sentences = talk.desk.policy_check.sentences()
    weaker = None if asked.against is None else talk.desk.policy_check.against(Profile(asked.against))
    if not asked.json:
        talk.output.say(*sentences)
        if weaker is not None:
            talk.output.say(*_compared(asked.against, weaker))
    counted = None if asked.no_count else _counted(talk)
    if asked.json:
        talk.output.data(desk_shapes.of_policy_check(sentences, counted, weaker))
    elif counted is not None:
        talk.output.say(*map(_scope_line, counted.scopes), *_lines(counted.tiers))
    return Exit.DONE


def _counted(talk: Conversation) -> Counted:
    def on_progress(people: int) -> None:
        if people:
            talk.output.note(f"Looked at {people} accounts.")

    return talk.desk.policy_check.count(on_progress)


def _compared(profile: str, weaker: tuple[str, ...]) -> list[str]:
    if not weaker:
        return [f"Nowhere weaker than the profile {profile}."]
    return [f"Weaker than the profile {profile}, or different from it:", *(f"  {each}" for each in weaker)]


def _scope_line(part: ScopeCount) -> str:
    named = " ".join(filter(None, (part.key, part.name)))
    nobody = "" if part.accounts else " Is the name right?"
    return f"[scope] {named}: {part.accounts} accounts.{nobody}"


def _lines(counts: tuple[TierCount, ...]) -> list[str]:
    lines = []
    for each in counts:
        exceptional = f", {each.by_exception} by exception alone" if each.by_exception else ""
        lines.append(
            f"{each.tier}: {each.people} people, {each.enough} with enough methods{exceptional}, "
            f"{each.too_few} with too few."
        )
    people, too_few = sum(each.people for each in counts), sum(each.too_few for each in counts)
    return [*lines, f"Too few methods: {too_few} of {people} people."]
