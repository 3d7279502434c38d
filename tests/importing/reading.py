"""Reading bytes, and telling what came out."""

from datetime import UTC, datetime
from io import BytesIO

from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.importing import read
from helpdesk_tui.secret import Secret

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def lines(
    content: bytes, *, key: str | None = None, password: str | None = None, now: datetime = NOW
) -> list[ImportedLine]:
    return list(
        read(
            BytesIO(content),
            now=now,
            key=None if key is None else Secret(key),
            password=None if password is None else Secret(password),
        )
    )


def codes(content: bytes, **opened: str) -> list[str]:
    """The problem of each line, "" where there is none."""
    return [line.problem.code if isinstance(line, RefusedLine) else "" for line in lines(content, **opened)]


def one(content: bytes, **opened: str) -> ImportedSeed:
    """The only line, which was taken."""
    (line,) = lines(content, **opened)
    assert isinstance(line, ImportedSeed), line
    return line
