"""What a directory can do, in sentences."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.registry import READING, SPECS, WRITING
from helpdesk_tui.desk.ports import Ability, Capability, DirectoryInfo

_CAPABILITIES = {
    Capability.CHECKED_RESET: "weighs a new password by its own policy",
    Capability.HISTORY_ON_RESET: "obeys history and minimum age on a reset",
    Capability.PASSWORD_POLICY: "shows the password policy in force",
    Capability.SIGN_IN_STATE: "shows what keeps people from signing in",
    Capability.CONDITIONAL_WRITE: "refuses a write where the account was changed meanwhile",
    Capability.PROOF_OF_WRITE: "shows afterwards whether a password was written",
    Capability.CONTACT_TIMES: "shows when a number or an address was changed",
    Capability.FIND_GROUPS: "shows groups within groups",
    Capability.EVERY_SERVER: "tells for each server how many wrong passwords came in there",
    Capability.FIRST_DAY: "keeps a first day of an account",
    Capability.END_SESSIONS: "ends what is open already",
    Capability.PROTECTION: "tells its administrators from other people",
}
_ABLE = {True: "yes", False: "no", None: "it depends"}
_RIGHTS = {
    True: "you may, as far as the directory shows",
    False: "you may not",
    None: "the directory does not tell",
}


def directory_lines(info: DirectoryInfo) -> Iterator[str]:
    """What was recognised, what the server can do, and what is therefore not offered."""
    tls = info.tls or "no TLS"
    yield f"{info.kind}: {info.domain}, at {info.server} ({tls}). Changes are made as {info.acts_as}."
    if info.also:
        yield f"Also served: {', '.join(info.also)}; each person at a server of their own domain."
    if info.read_only:
        yield "This server is read-only: nothing can be changed here."
    for capability, words in _CAPABILITIES.items():
        yield f"  {words}: {_ability(info.abilities.get(capability, Ability(None)))}"
    for spec in (*WRITING, *READING):
        if why := info.cannot.get(spec.action):
            yield f"  Not offered: {spec.words}: {why}."


def right_lines(account: Account) -> Iterator[str]:
    """What the signed-in identity may do on one account, as far as the directory shows."""
    for action in (spec.action for spec in WRITING):
        yield f"  {SPECS[action].words}: {_RIGHTS[account.rights.get(action)]}"


def _ability(ability: Ability) -> str:
    return f"{_ABLE[ability.able]}; {ability.why}" if ability.why else _ABLE[ability.able]
