"""What a directory can do, in sentences."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.registry import READING, SPECS, WRITING
from helpdesk_tui.desk.ports import Ability, Capability, DirectoryInfo
from helpdesk_tui.language import N_, Phrases, _

_CAPABILITIES = Phrases(
    {
        Capability.CHECKED_RESET: N_("weighs a new password by its own policy"),
        Capability.HISTORY_ON_RESET: N_("obeys history and minimum age on a reset"),
        Capability.PASSWORD_POLICY: N_("shows the password policy in force"),
        Capability.SIGN_IN_STATE: N_("shows what keeps people from signing in"),
        Capability.CONDITIONAL_WRITE: N_("refuses a write where the account was changed meanwhile"),
        Capability.PROOF_OF_WRITE: N_("shows afterwards whether a password was written"),
        Capability.CONTACT_TIMES: N_("shows when a number or an address was changed"),
        Capability.FIND_GROUPS: N_("shows groups within groups"),
        Capability.EVERY_SERVER: N_("tells for each server how many wrong passwords came in there"),
        Capability.FIRST_DAY: N_("keeps a first day of an account"),
        Capability.END_SESSIONS: N_("ends what is open already"),
        Capability.PROTECTION: N_("tells its administrators from other people"),
    }
)
_ABLE = Phrases({True: N_("yes"), False: N_("no"), None: N_("it depends")})
_RIGHTS = Phrases(
    {
        True: N_("you may, as far as the directory shows"),
        False: N_("you may not"),
        None: N_("the directory does not tell"),
    }
)


def directory_lines(info: DirectoryInfo) -> Iterator[str]:
    """What was recognised, what the server can do, and what is therefore not offered."""
    tls = info.tls or _("no TLS")
    yield _(
        "{kind}: {domain}, at {server} ({tls}). Changes are made as {acts_as}.",
        kind=info.kind,
        domain=info.domain,
        server=info.server,
        tls=tls,
        acts_as=info.acts_as,
    )
    if info.also:
        yield _(
            "Also served: {also}; each person at a server of their own domain.", also=", ".join(info.also)
        )
    if info.read_only:
        yield _("This server is read-only: nothing can be changed here.")
    for capability, words in _CAPABILITIES.items():
        yield f"  {words}: {_ability(info.abilities.get(capability, Ability(None)))}"
    for spec in (*WRITING, *READING):
        if why := info.cannot.get(spec.action):
            yield "  " + _("Not offered: {action}: {why}.", action=spec.words, why=_(why))


def right_lines(account: Account) -> Iterator[str]:
    """What the signed-in identity may do on one account, as far as the directory shows."""
    for action in (spec.action for spec in WRITING):
        yield f"  {SPECS[action].words}: {_RIGHTS[account.rights.get(action)]}"


def _ability(ability: Ability) -> str:
    return f"{_ABLE[ability.able]}; {_(ability.why)}" if ability.why else _ABLE[ability.able]
