"""The doctor of a console: it brings in every adapter, so it is imported when somebody looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpdesk_tui.language import _

if TYPE_CHECKING:
    from helpdesk_tui.compose.doctor import Doctor
    from helpdesk_tui.config import Config
    from helpdesk_tui.desk.checkup import Checkup
    from helpdesk_tui.desk.diagnosis import Finding


@dataclass(frozen=True)
class LateDoctor:
    """`console.LooksAround`; without a configuration that of the demo."""

    config: "Config | None"
    environ: Mapping[str, str]

    def surroundings(self) -> "Iterator[Finding]":
        return self._doctor().surroundings()

    def of_operator(self, checkup: "Checkup") -> "Iterator[Finding]":
        return self._doctor().of_operator(checkup)

    def of_account(self, checkup: "Checkup", account: str) -> "Iterator[Finding]":
        return self._doctor().of_account(checkup, account)

    def of_message(self, checkup: "Checkup", send_to: str) -> "Iterator[Finding]":
        return self._doctor().of_message(checkup, send_to)

    def _doctor(self) -> "Doctor":
        from helpdesk_tui.compose.doctor import Doctor

        return Doctor(self.environ, self.config, _("The configuration") if self.config else "")
