"""Whom the demo has, for the help that lists them; the tests hold that each is there, and is as said."""

PASSWORD_IS_LOGIN = "the password is the login"  # noqa: S105 - of nobody

OPERATORS = (
    ("demo", "operator and registrar"),
    ("super", "supervisor and registrar"),
    ("operator", "operator; an app is asked for beside the password"),
    ("registrar", "registrar"),
    ("auditor", "auditor"),
)
"""Login and role of those who may sign in to the desk."""

ANSWERS_AFTER = 5.0
"""Seconds until a colleague at another terminal approves: long enough to see how the desk waits."""

PEOPLE = (
    ("ada.byron", "nothing is wrong; app, phone and mailbox"),
    ("grace.okafor", "locked"),
    ("nora.lind", "password expired"),
    ("mia.santos", "must change the password"),
    ("aisha.khan", "changed it today"),
    ("ivan.petrov", "disabled"),
    ("lena.fischer", "password never expires"),
    ("omar.haddad", "smart card required"),
    ("bea.flores", "locked, disabled and expired"),
    ("james.wilson", "has a namesake; two apps, questions"),
    ("felix.brandt", "two proofs are needed; hardware token"),
    ("hannah.cole", "recovery codes"),
    ("noah.bright", "nothing registered yet; phone and mailbox"),
    ("gil.moreno", "nothing but a manager and colleagues"),
    ("agnes.thorne", "administrator: protected"),
)
"""Login and difficulty of those worth looking up first."""


def guide_lines() -> list[str]:
    """Both lists, in lines under headings."""
    return [
        "people to look up:",
        *(f"  {login:13} {words}" for login, words in PEOPLE),
        "",
        f"operators; {PASSWORD_IS_LOGIN}:",
        *(f"  {login:13} {words}" for login, words in OPERATORS),
    ]
