"""Who owns the store's key: whoever runs the desk's own account without borrowing it."""

import os
import pwd
from collections.abc import Mapping
from contextlib import AbstractContextManager

from helpdesk_tui.console import BeginAsOwner, ExpiringAsService
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.expiring import Expiring
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.desk.signing_in import OwnerOfTheKey, SigningIn
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_LENT = {"SUDO_UID": "0", "DOAS_USER": "root", "PKEXEC_UID": "0"}
"""What says who lent it, and how that reads where root did."""


def account_of_process() -> str:
    """The name of the system account that this process runs as."""
    try:
        return clean(pwd.getpwuid(os.geteuid()).pw_name, 64)
    except KeyError:
        return str(os.geteuid())


def is_borrowed(environ: Mapping[str, str]) -> bool:
    """Whether this account is somebody else's for a while: by sudo(8), doas(1) or pkexec(1), but for root's,
    or by a command that sshd forces (ForceCommand in sshd_config(5))."""
    lent = any(environ.get(name, own) != own for name, own in _LENT.items())
    return lent or "SSH_ORIGINAL_COMMAND" in environ


def begin_as_owner(sign_in: SignIn, environ: Mapping[str, str]) -> BeginAsOwner:
    def begin(login: str, password: Secret | None) -> SigningIn[Desk]:
        if is_borrowed(environ):
            raise NotPermitted(problem("not-the-owner"))
        owner = OwnerOfTheKey(account_of_process())
        return sign_in.begin_with_ticket(owner) if password is None else sign_in.begin(login, password, owner)

    return begin


def expiring_as_service(sign_in: SignIn, environ: Mapping[str, str]) -> ExpiringAsService:
    def begin() -> AbstractContextManager[Expiring]:
        if is_borrowed(environ):
            raise NotPermitted(problem("system-account-only"))
        return sign_in.as_service(account_of_process())

    return begin
