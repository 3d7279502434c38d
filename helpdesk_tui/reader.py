"""Whom this process speaks to: in which language, and by which clock."""

from collections.abc import Mapping
from datetime import UTC

from helpdesk_tui import language, local_time


def speak_to_operator(environ: Mapping[str, str], wanted: str = "", time_zone: str = "") -> None:
    """In the language that is `wanted`, or else that of the environment; in the desk's zone, "" = the
    computer's. Raises `ValueError` for a zone that is not there."""
    language.use(language.chosen(wanted, environ))
    local_time.use(local_time.named(time_zone))


def speak_to_programs() -> None:
    """JSON, CSV, exports: the same whoever asks, wherever."""
    language.use(language.ENGLISH)
    local_time.use(UTC)
