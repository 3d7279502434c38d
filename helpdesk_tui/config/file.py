"""The file as the program uses it: its sections, the place of each name, and what the desk takes from it."""

from collections.abc import Mapping

from pydantic import PrivateAttr

from helpdesk_tui.config import mistakes
from helpdesk_tui.config.lines import Path as Path_
from helpdesk_tui.config.mistakes import ConfigSource
from helpdesk_tui.config.models import ASKED_BY, Sections
from helpdesk_tui.config.policy import policy_of
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Channel


class Config(Sections):
    """One configuration, validated."""

    _source: ConfigSource | None = PrivateAttr(default=None)

    def read_from(self, source: ConfigSource) -> "Config":
        """The same, knowing in which lines of which file it stands."""
        self._source = source
        return self

    def line_of(self, path: Path_) -> int | None:
        """Of this very key; None = it does not stand in the file."""
        return None if self._source is None else self._source.lines.get(path)

    def place_of(self, where: tuple[str, ...], name: str) -> str:
        """File, line and key of a group or a DN: ("scope", "bases"), ("tiers", "Board", "groups")."""
        section, *between, key = where
        path: Path_ = (section, key)
        held = getattr(self, section)
        if between:
            number = next(place for place, tier in enumerate(self.tiers) if tier.name == between[0])
            path, held = (section, number, key), self.tiers[number]
        value = getattr(held, key)
        if isinstance(value, tuple) and name in value:
            path = (*path, value.index(name))
        return mistakes.place(path, self._source, type(self))

    @property
    def groups_of_roles(self) -> Mapping[Role, tuple[str, ...]]:
        return {role: getattr(self.roles, role.value) for role in Role}

    @property
    def policy(self) -> DeskPolicy:
        """The desk's policy; its groups are names, which the sign-in turns into ids."""
        return policy_of(self)

    @property
    def channels(self) -> frozenset[Channel]:
        """By which something can be sent."""
        there = ((Channel.MAIL, self.mail.server), (Channel.SMS, self.sms.gateway))
        return frozenset(channel for channel, sender in there if sender)

    @property
    def verifiers(self) -> frozenset[str]:
        """Kinds of methods whose codes a service outside checks."""
        return frozenset(kind for kind, key in ASKED_BY.items() if getattr(getattr(self, kind), key))
