"""What both front ends say of wishes and complaints about the desk."""

from helpdesk_tui.language import N_, _

NO_SECRETS = N_("No passwords, no codes: supervisors and auditors read this.")


def where_line(link: str) -> str:
    """Where one goes."""
    if link:
        return _(
            "A wish or a complaint about this desk: {link}, or write it down here: helpdesk-tui "
            "feedback add.",
            link=link,
        )
    return _("A wish or a complaint about this desk: write it down with helpdesk-tui feedback add.")


def kept_line(number: int) -> str:
    return _("Kept as note {number}. Supervisors and auditors read it.", number=number)
