"""What the full screen imports once its first screen is drawn."""


def load_screens() -> None:
    """Every screen, dialog and sentence behind the sign-in. Takes 0.2 s the first time: in a thread."""
    from helpdesk_tui.tui import calls  # noqa: F401, PLC0415 - see above
    from helpdesk_tui.tui.dialogs import help, notice  # noqa: F401, PLC0415 - see above
    from helpdesk_tui.tui.screens import lock, prove_yourself  # noqa: F401, PLC0415 - see above
