"""Whom a process speaks to: by the configuration, else by the session; to programs always the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpdesk_tui import cli, config, hardening, local_time, reader
from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.texts import load
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.dates import asked_dates, typed_day
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.method import MethodKind, label_in_store
from helpdesk_tui.desk.notices import _notice_of
from helpdesk_tui.desk.ports import Channel, Message, MessageKind
from helpdesk_tui.language import ENGLISH, _, active

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
DESK = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'


def session(lines: str) -> config.Config:
    return config.parse(f"{DESK}[session]\n{lines}\n", Path("/etc/helpdesk-tui/config.toml"))


def test_the_session_says_it_where_nothing_is_set() -> None:
    reader.speak_to_operator({"LANG": "sv_SE.UTF-8"})
    assert (active(), _("Begin anew.")) == ("sv", "Börja om.")


def test_a_setting_says_it_for_everybody() -> None:
    found = session('language = "sv"\ntime_zone = "Europe/Stockholm"').session
    reader.speak_to_operator({"LANG": "en_US.UTF-8"}, found.language, found.time_zone)
    assert (active(), local_time.minute(NOON)) == ("sv", "2026-07-01 14:00 CEST")


def test_programs_are_spoken_to_in_english_and_utc() -> None:
    reader.speak_to_operator({"LANG": "sv"}, "", "Europe/Stockholm")
    reader.speak_to_programs()
    assert (active(), local_time.minute(NOON)) == (ENGLISH, "2026-07-01 12:00 UTC")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('language = "xx"', "must be one of en, sv"),
        ('language = "../sv"', "must be one of en, sv"),
        ('time_zone = "Europe/Nowhere"', "must be a time zone"),
        ('time_zone = "../../etc/passwd"', "must be a time zone"),
    ],
)
def test_what_is_not_there_is_a_mistake(line: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        session(line)


@pytest.mark.parametrize(("option", "language"), [((), "sv"), (("--json",), ENGLISH)])
def test_a_command_speaks_to_whoever_reads_it(
    option: tuple[str, ...],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_MESSAGES", "sv_SE.UTF-8")
    monkeypatch.setattr(hardening, "harden", lambda: None)  # it is for a process of its own
    assert cli.main(["explain", *option, "data 775"]) == 0
    assert active() == language
    assert ("is locked" in capsys.readouterr().out) is (language == ENGLISH)


def test_a_day_is_typed_and_shown_in_the_desks_zone() -> None:
    local_time.use(local_time.named("Europe/Stockholm"))
    asked = asked_dates("", "2026-07-31")
    assert asked.ends == datetime(2026, 7, 31, 22, tzinfo=UTC)  # the end of that day in Stockholm
    assert typed_day(asked.ends) == "2026-07-31"


def test_never_is_typed_in_the_readers_language() -> None:
    reader.speak_to_operator({"LANG": "sv"})
    assert asked_dates("aldrig", "never").begins == "never"


def test_a_message_names_what_was_done_in_its_readers_language() -> None:
    """What waits in the record is English, whoever registered it."""
    words = {
        "name": "Ada", "operator": "Olle", "when": "12:00", "desk": "the help desk", "link": "https://x.example",
        "method": "Authenticator app", "action": "Authenticator app registered",
    }  # fmt: skip
    texts = load(TextSettings())
    told = {
        language: texts.render(
            Message(Channel.MAIL, MessageKind.METHOD_ADDED, "a@x.example", language, words)
        )
        for language in ("en", "sv")
    }
    assert "Authenticator app" in told["en"].body.reveal()
    assert "Autentiseringsapp" in told["sv"].body.reveal()
    assert "the help desk" not in told["sv"].body.reveal()


def test_what_waits_in_the_record_is_english() -> None:
    reader.speak_to_operator({"LANG": "sv"})
    assert _notice_of(Action.UNLOCK.value)[1] == "unlock"


def test_a_method_that_nobody_named_is_stored_under_one_name() -> None:
    reader.speak_to_operator({"LANG": "sv"})
    assert label_in_store(MethodKind.SMS) == "SMS code"
