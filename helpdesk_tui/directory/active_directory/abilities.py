"""What a domain controller can do for the desk."""

from helpdesk_tui.desk.ports import YES, Abilities, Ability, Capability
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.language import N_, _

_NO_HINTS = N_("this domain controller has no policy hints: a reset passes history and minimum age")


def abilities(domain: Domain) -> Abilities:
    """Rights are another matter: they differ from account to account."""
    hints = None if domain.policy_hints is None else bool(domain.policy_hints)
    return dict.fromkeys(Capability, YES) | {
        Capability.HISTORY_ON_RESET: Ability(hints, _(_NO_HINTS) if hints is False else ""),
        Capability.FIRST_DAY: Ability(False, _("Active Directory keeps the end of an account alone")),
        Capability.END_SESSIONS: Ability(
            False,
            _(
                "what is open already goes on: Active Directory ends no session, and Kerberos tickets are "
                "good for hours"
            ),
        ),
        Capability.CONDITIONAL_WRITE: Ability(
            False, _("Active Directory has no assertions: the account is read just before the write")
        ),
    }
