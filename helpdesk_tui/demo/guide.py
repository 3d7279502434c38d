"""Whom the demo has, for the help that lists them; the tests hold that each is there, and is as said."""

from helpdesk_tui.language import N_, _

OPERATORS = (
    ("demo", N_("operator and registrar")),
    ("super", N_("supervisor and registrar")),
    ("operator", N_("operator; an app is asked for beside the password")),
    ("registrar", N_("registrar")),
    ("auditor", N_("auditor")),
)
"""Login and role of those who may sign in to the desk."""

ANSWERS_AFTER = 5.0
"""Seconds until a colleague at another terminal approves: long enough to see how the desk waits."""

PEOPLE = (
    ("ada.byron", N_("nothing is wrong; app, phone and mailbox")),
    ("grace.okafor", N_("locked")),
    ("nora.lind", N_("password expired")),
    ("mia.santos", N_("must change the password")),
    ("aisha.khan", N_("changed it today")),
    ("ivan.petrov", N_("disabled")),
    ("lena.fischer", N_("password never expires")),
    ("omar.haddad", N_("smart card required")),
    ("bea.flores", N_("locked, disabled and expired")),
    ("james.wilson", N_("has a namesake; two apps, questions")),
    ("felix.brandt", N_("two proofs are needed; hardware token")),
    ("hannah.cole", N_("recovery codes")),
    ("noah.bright", N_("nothing registered yet; phone and mailbox")),
    ("gil.moreno", N_("nothing but a manager and colleagues")),
    ("agnes.thorne", N_("administrator: protected")),
)
"""Login and difficulty of those worth looking up first."""


def guide_lines() -> list[str]:
    """Both lists, in lines under headings."""
    return [
        _("people to look up:"),
        *(f"  {login:13} {_(words)}" for login, words in PEOPLE),
        "",
        _("operators; the password is the login:"),
        *(f"  {login:13} {_(words)}" for login, words in OPERATORS),
    ]
