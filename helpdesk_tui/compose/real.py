"""The console of a real desk, from its configuration."""

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from helpdesk_tui.compose.checking import verifiers_of
from helpdesk_tui.compose.copies import SystemCopies
from helpdesk_tui.compose.directories import directory_of
from helpdesk_tui.compose.greeting import default_store, greeting_of
from helpdesk_tui.compose.import_files import read_import
from helpdesk_tui.compose.late_doctor import LateDoctor
from helpdesk_tui.compose.opening import open_configured, rotate_key_of
from helpdesk_tui.compose.owner import begin_as_owner, expiring_as_service
from helpdesk_tui.compose.password_lists import breached_of, words_of
from helpdesk_tui.compose.sending import deliveries_of
from helpdesk_tui.compose.system_record import SystemRecord
from helpdesk_tui.compose.threat import threat_of
from helpdesk_tui.compose.way_in import way_in
from helpdesk_tui.console import Console
from helpdesk_tui.late import Late, LateDelivery, LateDirectory, LateStores, LateVerifier, try_each

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


def for_config(config: "Config", environ: Mapping[str, str] = os.environ) -> Console:
    """The console of a real desk.

    Nothing is opened or reached here: the sign-in raises what is wrong with store, key or directory.
    """
    path = config.store.path or default_store(environ)
    stores = Late(lambda: open_configured(config, path, environ))
    directory = Late(lambda: directory_of(config, environ))
    deliveries = Late(lambda: deliveries_of(config, environ))
    verifiers = Late(lambda: verifiers_of(config, environ))
    words = Late(lambda: words_of(config))

    def before_signing_in() -> None:
        """Without a store nothing can be recorded, so no password should travel; what the configuration
        says of mail, SMS, verifiers and words is looked at here too, not in the middle of a call."""
        stores.get()
        deliveries.get()
        verifiers.get()
        words.get()

    sign_in = way_in(
        LateDirectory(directory, before=before_signing_in),
        LateStores(stores.get),
        policy=config.policy,
        roles=config.groups_of_roles,
        delivery=LateDelivery(deliveries.get),
        verifiers={kind: LateVerifier(kind, verifiers.get) for kind in config.verifiers},
        breached=breached_of(config),
        words=words.get,
        is_elevated=threat_of(config),
        environ=environ,
        base_dn=config.directory.base_dn,
        place_of=config.place_of,
        by=config.directory.sign_in,
    )
    return Console(
        **vars(greeting_of(config, environ)),
        sign_in=sign_in,
        begin_as_owner=begin_as_owner(sign_in, environ),
        expiring_as_service=expiring_as_service(sign_in, environ),
        close=lambda: stores.close(lambda opened: opened.close()),
        read_import=read_import,
        warm_up=partial(try_each, stores.get, directory.get, deliveries.get, verifiers.get, words.get),
        rotate_key=rotate_key_of(config, path, environ),
        system_record=SystemRecord(config, path, environ),
        copies=SystemCopies(config, path, environ),
        doctor=LateDoctor(config, environ),
    )
