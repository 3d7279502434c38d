"""What became of a message, in short."""

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Delivered, DeliveryKind
from helpdesk_tui.desk.problems import Problem, problem


class NotSentError(Exception):
    """The message surely did not leave; `code` is for the record."""

    def __init__(self, cause: Problem, code: str = "") -> None:
        super().__init__(cause.code)
        self.problem = cause
        self.code = code


def sent(code: str = "") -> Delivered:
    return Delivered(DeliveryKind.SENT, None, code)


def refused(cause: Problem, code: str = "") -> Delivered:
    return Delivered(DeliveryKind.REFUSED, cause, code)


def unknown(cause: Problem, code: str = "") -> Delivered:
    return Delivered(DeliveryKind.UNKNOWN, cause, code)


def setting_error(setting: str, why: str) -> ConfigError:
    """`setting` as a person would call it; `why` goes on after "cannot be used:"."""
    return ConfigError(problem("delivery-setting", setting=setting, why=why))
