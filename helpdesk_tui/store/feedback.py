"""Wishes and complaints about the desk, in the order in which they came."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Note
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.schema import feedback


class SqlFeedbackStore:
    """`ports.FeedbackStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, note: Note, most: int) -> int:
        with self._database.writing() as connection:
            done = connection.execute(insert(feedback).values(asdict(note)).returning(feedback.c.row))
            number: int = done.scalar_one()
            newest = select(feedback.c.row).order_by(feedback.c.row.desc()).limit(most)
            connection.execute(delete(feedback).where(feedback.c.row.not_in(newest)))
        return number

    def count(self, operator: AccountId, since: datetime) -> int:
        mine = select(func.count()).where(feedback.c.operator == operator, feedback.c.at > since)
        with self._database.reading() as connection:
            return connection.execute(mine).scalar_one()

    def notes(self) -> tuple[tuple[int, Note], ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(feedback).order_by(feedback.c.row)).all()
        return tuple((row.row, _note(row._asdict())) for row in rows)


def _note(known: dict[str, object]) -> Note:
    return Note(**{name: known[name] for name in Note.__dataclass_fields__})  # type: ignore[arg-type]  # columns of these types
