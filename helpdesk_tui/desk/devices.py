"""Whose device it is, and what speaks against reading a secret of it."""

from helpdesk_tui.desk.account import Account, AccountId, is_past
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.guard import protecting_group
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.policy import DeviceOwner
from helpdesk_tui.desk.ports import Device
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import _


def impossible(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """Why no secret of any device can be read for this account, whichever is meant (invariant 13)."""
    info = session.directory.info_of(account.id)
    if why := info.cannot.get(action):
        words = SPECS[action].words
        return (problem("not-on-this-server", server=info.server, action=words, why=_(why)),)
    if info.read_only:
        return (problem("device-secrets-read-only", server=info.server),)
    over = is_past(account.state.account_expires, session.clock.now())
    if account.state.enabled is not True or over is not False:
        return (problem("device-account-off"),)
    return ()


def against(session: Session, account: Account, device: Device) -> Problem | None:
    """What speaks against handing a secret of `device` to the person of `account`. What cannot be read counts
    against it, never for it."""
    return _protected(session, device) or _not_theirs(session, account, device)


def _protected(session: Session, device: Device) -> Problem | None:
    scope = session.policy.scope
    if device.protected_by is None or device.group_ids is None:
        return problem("device-protection-unknown", device=device.name)
    group = _(device.protected_by) or (
        _("a group that the desk may not touch") if device.group_ids & scope.protected_groups else ""
    )
    if group:
        return problem("device-protected", device=device.name, group=group)
    if device.dn.endswith("…") or any(is_within(device.dn, base) for base in scope.excluded):
        return problem("device-out-of-scope", device=device.name)
    return None


def _not_theirs(session: Session, account: Account, device: Device) -> Problem | None:
    owner = device.owner
    if owner is None:
        return problem("device-owner-unknown", device=device.name)
    if owner == account.id:
        return None
    if session.policy.device_owner is DeviceOwner.MANAGED_BY:
        return problem("device-of-another" if owner else "device-unowned", device=device.name)
    return _of_protected(session, device, AccountId(owner)) if owner else None


def _of_protected(session: Session, device: Device, owner: AccountId) -> Problem | None:
    """Whoever cannot be read may be protected."""
    try:
        found = session.directory.read(owner)
    except Refused:
        return problem("device-owner-unknown", device=device.name)
    known = found.protected_by is not None and found.group_ids is not None
    if known and not protecting_group(found, session.policy.scope):
        return None
    return problem("device-of-protected", device=device.name)
