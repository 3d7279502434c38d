"""The way in, given what a desk is made of."""

import time
from collections.abc import Callable, Mapping

from helpdesk_tui import origin
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.named import PlaceOf, key_of
from helpdesk_tui.desk.operator import Role, SignInBy
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Breached, Delivery, DirectoryPort, IsElevated, Stores, Verifier
from helpdesk_tui.desk.sign_in import SignIn


def way_in(
    directory: DirectoryPort,
    stores: Stores,
    *,
    policy: DeskPolicy,
    roles: Mapping[Role, tuple[str, ...]],
    delivery: Delivery,
    verifiers: Mapping[str, Verifier] | None = None,
    breached: Breached | None = None,
    words: Callable[[], tuple[str, ...]] = tuple,
    is_elevated: IsElevated,
    environ: Mapping[str, str],
    base_dn: str = "",
    place_of: PlaceOf = key_of,
    by: SignInBy = SignInBy.PASSWORD,
) -> SignIn:
    """The sign-in with what both desks take from the system: time, randomness, where it runs."""
    return SignIn(
        directory=directory,
        stores=stores,
        policy=policy,
        roles=roles,
        clock=SystemClock(),
        randomness=SystemChance(),
        source=origin.source(environ),
        pause=time.sleep,
        is_alive=origin.is_alive,
        delivery=delivery,
        verifiers=verifiers or {},
        breached=breached,
        words=words,
        is_elevated=is_elevated,
        base_dn=base_dn,
        place_of=place_of,
        by=by,
    )
