"""Registered addresses and numbers, sealed."""

from datetime import datetime

from sqlalchemy import insert, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import CONTACT_KINDS, MethodId, MethodKind, MethodStatus
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.leaves import of_account
from helpdesk_tui.store.method_rows import MethodRow, Room, new_row, of_kinds, sweep, whose
from helpdesk_tui.store.schema import methods
from helpdesk_tui.text import mask_mail, mask_phone


class Contacts(Room):
    """The part of `ports.MethodStore` that keeps addresses and numbers."""

    def add_contact(
        self, account: AccountId, kind: MethodKind, label: str, address: Secret, at: datetime
    ) -> MethodId:
        """Also sweeps away what waited too long to be confirmed."""
        if kind not in CONTACT_KINDS:
            raise ValueError(f"{kind} has no address")
        method = self._new_id()
        sealed = self._sealer.seal(address, account, method, kind)
        row = {**new_row(method, account, kind, label, at), "sealed": sealed}
        sweep(self._database, at)
        with self._database.changing(of_account(account)) as connection:
            connection.execute(insert(methods).values(row))
        return method

    def contact(self, method: MethodId) -> Secret:
        return self._address(self._found(method, CONTACT_KINDS))

    def activate(self, method: MethodId, at: datetime) -> bool:
        pending = methods.c.status == MethodStatus.PENDING.value
        confirmed = (
            update(methods)
            .where(methods.c.id == method, of_kinds(CONTACT_KINDS), pending)
            .values(status=MethodStatus.ACTIVE.value, activated_at=at)
        )
        with self._database.changing(whose(method)) as connection:
            return connection.execute(confirmed).rowcount == 1

    def _address(self, row: MethodRow) -> Secret:
        return self._sealer.open(row.sealed, row.account, row.id, MethodKind(row.kind))

    def _masked(self, row: MethodRow) -> str:
        """Masked here, not in the store: that has nothing of it to read."""
        try:
            address = self._address(row)
        except Refused:
            return _("cannot be read")
        mask = mask_mail if row.kind == MethodKind.EMAIL.value else mask_phone
        masked = mask(address.reveal())
        address.drop()
        return masked
