"""The policy read back: a sentence for each rule, then whom it would leave without enough methods."""

from argparse import Namespace

from helpdesk_tui.desk.policy_check import TierCount
from helpdesk_tui.plain import shapes
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit


def policy(talk: Conversation, asked: Namespace) -> Exit:
    sentences = talk.desk.policy_check.sentences()
    if not asked.json:
        talk.output.say(*sentences)
    counts = () if asked.no_count else _counted(talk)
    if asked.json:
        talk.output.data(shapes.of_policy_check(sentences, None if asked.no_count else counts))
    elif not asked.no_count:
        talk.output.say(*_lines(counts))
    return Exit.DONE


def _counted(talk: Conversation) -> tuple[TierCount, ...]:
    def on_progress(people: int) -> None:
        if people:
            talk.output.note(f"Looked at {people} accounts.")

    return talk.desk.policy_check.count(on_progress)


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
