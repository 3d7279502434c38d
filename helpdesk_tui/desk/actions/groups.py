"""Add somebody to a group, or remove somebody from one: of the few that policy names."""

from collections.abc import Iterator
from dataclasses import replace

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import SUPERVISORS, ActionSpec, Case, Past
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _


def _holds(account: Account, asked: Asked) -> bool | None:
    return None if account.group_ids is None else asked.group in account.group_ids


def _is_out(account: Account, asked: Asked) -> bool | None:
    held = _holds(account, asked)
    return None if held is None else not held


def _samples(case: Case) -> tuple[Asked, ...]:
    return tuple(Asked(group=each.id) for each in case.groups) or (NOTHING,)


def _name(case: Case) -> str:
    return next((each.name for each in case.groups if each.id == case.order.asked.group), "")


def _against(case: Case) -> Iterator[Problem]:
    if not case.groups:
        yield problem("no-groups-offered")
    elif not case.order.asked.group:
        yield problem("group-missing")
    elif not _name(case):
        yield problem("group-not-offered")


def _against_adding(case: Case) -> Iterator[Problem]:
    yield from _against(case)
    if case.order.asked.group and _holds(case.account, case.order.asked):
        yield problem("in-group-already", group=_name(case))


def _against_removing(case: Case) -> Iterator[Problem]:
    yield from _against(case)
    if case.order.asked.group and _is_out(case.account, case.order.asked):
        yield problem("not-in-group", group=_name(case))


def _says_added(case: Case) -> Iterator[str]:
    yield _("Adds the account to {name}. What that gives begins at the next sign-in.", name=_name(case))


def _says_removed(case: Case) -> Iterator[str]:
    yield _("Removes the account from {name}. What that gave lasts until the next sign-in.", name=_name(case))


ADD_TO_GROUP = ActionSpec(
    action=Action.ADD_TO_GROUP,
    words=N_("add to a group"),
    key="g",
    title=N_("Add to group"),
    purpose=N_("add to one of the groups that policy names, after verification"),
    roles=SUPERVISORS,
    everyday=False,
    mends=False,
    right=N_("change the members of this group"),
    asks_group=True,
    elsewhere=True,
    samples=_samples,
    says=_says_added,
    against=_against_adding,
    shows=_holds,
    done=N_("Added to the group"),
    notice=MessageKind.GROUPS_CHANGED,
    past=Past(N_("added to a group"), N_("not added to a group"), N_("adding to a group, outcome unknown")),
)

REMOVE_FROM_GROUP = replace(
    ADD_TO_GROUP,
    action=Action.REMOVE_FROM_GROUP,
    words=N_("remove from a group"),
    key="x",
    title=N_("Remove from group"),
    purpose=N_("remove from one of the groups that policy names, after verification"),
    says=_says_removed,
    against=_against_removing,
    shows=_is_out,
    done=N_("Removed from the group"),
    past=Past(
        N_("removed from a group"),
        N_("not removed from a group"),
        N_("removing from a group, outcome unknown"),
    ),
)
