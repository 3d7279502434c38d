"""The policy read back: a sentence for each rule, then whom it would leave without enough methods."""

from argparse import Namespace

from helpdesk_tui.desk.policy_check import Counted, ScopeCount, TierCount
from helpdesk_tui.desk.profiles import Profile
from helpdesk_tui.language import N_, _, ngettext
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
            talk.output.note(_("Looked at {count} accounts.", count=people))

    return talk.desk.policy_check.count(on_progress)


def _compared(profile: str, weaker: tuple[str, ...]) -> list[str]:
    if not weaker:
        return [_("Nowhere weaker than the profile {profile}.", profile=profile)]
    return [
        _("Weaker than the profile {profile}, or different from it:", profile=profile),
        *(f"  {each}" for each in weaker),
    ]


def _scope_line(part: ScopeCount) -> str:
    named = " ".join(filter(None, (part.key, part.name)))
    said = ngettext(
        "[scope] {named}: 1 account.", "[scope] {named}: {count} accounts.", part.accounts, named=named
    )
    return said if part.accounts else f"{said} {_('Is the name right?')}"


def _lines(counts: tuple[TierCount, ...]) -> list[str]:
    people, too_few = sum(each.people for each in counts), sum(each.too_few for each in counts)
    last = _("Too few methods: {too_few} of {people} people.", too_few=too_few, people=people)
    return [*map(_people_of, counts), last]


def _people_of(each: TierCount) -> str:
    words = (
        N_(
            "{tier}: {people} people, {enough} with enough methods, {exceptional} by exception alone, "
            "{too_few} with too few."
        )
        if each.by_exception
        else N_("{tier}: {people} people, {enough} with enough methods, {too_few} with too few.")
    )
    return _(
        words,
        tier=_(each.tier),
        people=each.people,
        enough=each.enough,
        exceptional=each.by_exception,
        too_few=each.too_few,
    )
