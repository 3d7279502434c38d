"""One run of `doctor`, and all that it says."""

import io
import json
from contextlib import redirect_stdout

from helpdesk_tui.arguments import parser
from helpdesk_tui.compose.doctor import Doctor
from helpdesk_tui.console import Console
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.plain import doctor as lines
from helpdesk_tui.secret import Secret


def found_with(doctor: Doctor, console: Console | None, *words: str, password: str = "") -> list[Finding]:
    """Without a `password` the login is the password, as in the demo."""
    asked = parser().parse_args(["doctor", "--json", *words])
    with redirect_stdout(io.StringIO()) as written:
        lines.run(doctor, console, asked, lambda login: Secret(password or login))
    found = json.loads(written.getvalue())["findings"]
    return [Finding(**{**each, "level": Level(each["level"])}) for each in found]


def wrong(found: list[Finding]) -> list[tuple[str, str]]:
    """What is no good: topics with levels."""
    bad = [each for each in found if each.level in {Level.WARNING, Level.FAILED}]
    assert all(each.remedy for each in bad)
    return [(each.topic, each.level.value) for each in bad]
