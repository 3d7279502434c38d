"""What a person knows or has on paper: recovery codes, an access pass, answers to questions."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId, MethodKind, label_in_store
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.leaves import of_account
from helpdesk_tui.store.method_rows import MethodRow, Room, active_row, leaf_of, remove, whose
from helpdesk_tui.store.schema import known_secrets, methods
from helpdesk_tui.text import clean

_PASS = 0  # the number of a pass among its method's secrets


class Knowledge(Room):
    """The part of `ports.MethodStore` that keeps hashes. What is proven by them may also raise `Refused`
    (sealed-value-damaged)."""

    def add_recovery_codes(self, account: AccountId, codes: Iterable[Secret], at: datetime) -> MethodId:
        method, kind = self._new_id(), MethodKind.RECOVERY_CODE
        numbered = list(enumerate(codes, start=1))
        if not numbered:
            raise ValueError("no codes")
        hashes = self._hashes(account, method, kind, numbered)
        row = active_row(method, account, kind, label_in_store(kind) + "s", at)
        return self._replace(row, hashes)

    def use_recovery_code(self, method: MethodId, number: int, code: Secret, at: datetime) -> bool:
        kept = self._kept(method, number, MethodKind.RECOVERY_CODE)
        if kept is None or kept.used_at is not None or not self._fits(kept, code):
            return False
        return self._use(kept, at, once=True)

    def add_pass(
        self, account: AccountId, code: Secret, at: datetime, expires_at: datetime, once: bool
    ) -> MethodId:
        method, kind = self._new_id(), MethodKind.ACCESS_PASS
        hashes = self._hashes(account, method, kind, [(_PASS, code)])
        row = active_row(method, account, kind, label_in_store(kind), at)
        return self._replace({**row, "expires_at": expires_at, "once": once}, hashes)

    def use_pass(self, method: MethodId, code: Secret, at: datetime) -> bool:
        """A clock that went back behind its issue makes it useless for a while, never young again."""
        kept = self._kept(method, _PASS, MethodKind.ACCESS_PASS)
        if kept is None or not self._fits(kept, code):
            return False
        return self._use(kept, at, methods.c.added_at <= at, methods.c.expires_at > at, once=kept.once)

    def add_questions(
        self, account: AccountId, answers: Iterable[tuple[str, Secret]], at: datetime
    ) -> MethodId:
        method, kind = self._new_id(), MethodKind.QUESTIONS
        numbered = list(enumerate(answers, start=1))
        if not numbered:
            raise ValueError("no questions")
        hashes = self._hashes(account, method, kind, [(number, answer) for number, (_, answer) in numbered])
        for row, (number, (text, _)) in zip(hashes, numbered, strict=True):
            row["question"] = self._sealer.seal(Secret(clean(text)), *question_place(account, method, number))
        return self._replace(active_row(method, account, kind, label_in_store(kind), at), hashes)

    def questions(self, method: MethodId) -> tuple[str, ...]:
        """Raises `Refused` (method-unknown, sealed-value-damaged)."""
        account = self._found(method, frozenset({MethodKind.QUESTIONS})).account
        of_method = select(known_secrets).where(known_secrets.c.method == method)
        with self._database.reading() as connection:
            self._check(connection, of_account(account))
            rows = connection.execute(of_method.order_by(known_secrets.c.number)).all()
        return tuple(
            self._sealer.open(row.question, *question_place(account, method, row.number)).reveal()
            for row in rows
        )

    def fits_answers(self, method: MethodId, answers: Mapping[int, Secret], at: datetime) -> bool:
        fits = [self._fits_answer(method, number, answer) for number, answer in answers.items()]
        if not fits or not all(fits):
            return False
        with self._database.changing(whose(method)) as connection:
            used = update(methods).where(methods.c.id == method).values(last_used=at)
            return connection.execute(used).rowcount == 1

    def _fits_answer(self, method: MethodId, number: int, answer: Secret) -> bool:
        kept = self._kept(method, number, MethodKind.QUESTIONS)
        return kept is not None and self._fits(kept, answer)

    def _hashes(
        self, account: AccountId, method: MethodId, kind: MethodKind, numbered: list[tuple[int, Secret]]
    ) -> list[dict[str, object]]:
        """Made before the transaction: hashing is slow on purpose, and others wait for the lock."""
        self._database.commit()
        return [
            {
                "method": method,
                "number": number,
                "hash": self._hasher.hash(secret, account, method, kind=kind, number=number),
                "question": None,
            }
            for number, secret in numbered
        ]

    def _replace(self, row: dict[str, object], hashes: list[dict[str, object]]) -> MethodId:
        """Keep the method in place of the person's earlier one of its kind."""
        with self._database.changing(of_account(row["account"])) as connection:
            remove(connection, methods.c.account == row["account"], methods.c.kind == row["kind"])
            connection.execute(insert(methods).values(row))
            connection.execute(insert(known_secrets), hashes)
        return MethodId(str(row["id"]))

    def _kept(self, method: MethodId, number: int, kind: MethodKind) -> MethodRow | None:
        found = (
            select(known_secrets, methods.c.account, methods.c.kind, methods.c.once, methods.c.expires_at)
            .join(methods, methods.c.id == known_secrets.c.method)
            .where(methods.c.id == method, methods.c.kind == kind.value, known_secrets.c.number == number)
        )
        with self._database.reading() as connection:
            self._check(connection, leaf_of(connection, method))
            return connection.execute(found).first()

    def _fits(self, kept: MethodRow, secret: Secret) -> bool:
        self._database.commit()  # hashing is slow on purpose, and others would wait
        kind = MethodKind(kept.kind)
        return self._hasher.fits(kept.hash, secret, kept.account, kept.method, kind=kind, number=kept.number)

    def _use(self, kept: MethodRow, at: datetime, *while_: ColumnElement[bool], once: bool) -> bool:
        """The hash was checked outside the transaction; this asks again, in one statement, what may have
        changed."""
        unchanged = [
            known_secrets.c.method == kept.method,
            known_secrets.c.number == kept.number,
            known_secrets.c.hash == kept.hash,
            exists().where(methods.c.id == kept.method, *while_),
        ]
        if once:
            unchanged.append(known_secrets.c.used_at.is_(None))
        use = update(known_secrets).where(*unchanged).values(used_at=at)
        unused = (known_secrets.c.method == kept.method, known_secrets.c.used_at.is_(None))
        noted: dict[str, object] = {"last_used": at}
        with self._database.changing(whose(MethodId(kept.method))) as connection:
            if connection.execute(use).rowcount != 1:
                return False
            if once and connection.execute(select(known_secrets.c.number).where(*unused)).first() is None:
                noted["expires_at"] = at  # nothing is left of it: nobody shall offer it any more
            connection.execute(update(methods).where(methods.c.id == kept.method).values(noted))
        return True


def question_place(account: AccountId, method: MethodId, number: int) -> tuple[str, ...]:
    return account, method, MethodKind.QUESTIONS, str(number), "question"
