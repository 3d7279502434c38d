"""What both front ends say of wishes and complaints about the desk."""

NO_SECRETS = "No passwords, no codes: supervisors and auditors read this."


def where_line(link: str) -> str:
    """Where one goes."""
    kept = "or write it down here: helpdesk-tui feedback add"
    return (
        f"A wish or a complaint about this desk: {link}, {kept}."
        if link
        else ("A wish or a complaint about this desk: write it down with helpdesk-tui feedback add.")
    )


def kept_line(number: int) -> str:
    return f"Kept as note {number}. Supervisors and auditors read it."
