"""The names of the configuration as one directory knows them: ids of groups, and DNs as it writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from helpdesk_tui.desk.named import Named, PlaceOf
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import DirectorySession

GroupsOfRoles = dict[Role, frozenset[str]]


@dataclass(frozen=True)
class ConfiguredNames:
    """Raises `ConfigError` with every name that is not there."""

    directory: DirectorySession
    roles: Mapping[Role, tuple[str, ...]]
    place_of: PlaceOf
    base_dn: str

    def groups_of_roles(self) -> GroupsOfRoles:
        named = Named(self.directory, self.place_of)
        found = self._roles(named)
        named.demand()
        return found

    def resolved(self, policy: DeskPolicy) -> tuple[GroupsOfRoles, DeskPolicy]:
        """The groups of the roles, and the policy with ids and DNs in the place of names."""
        named = Named(self.directory, self.place_of)
        named.bind(("directory", "base_dn"), self.base_dn)
        roles = self._roles(named)
        scope = replace(
            policy.scope,
            bases=named.bases(("scope", "bases"), policy.scope.bases),
            excluded=named.bases(("scope", "excluded"), policy.scope.excluded, serve=False),
            protected_groups=named.groups(("scope", "protected_groups"), policy.scope.protected_groups),
            enabled_groups=named.groups(("scope", "enabled_groups"), policy.scope.enabled_groups),
            desk_groups=frozenset().union(*roles.values()),
        )
        tiers = tuple(
            replace(
                tier,
                groups=named.groups(("tiers", tier.name, "groups"), tier.groups),
                bases=named.bases(("tiers", tier.name, "bases"), tier.bases),
            )
            for tier in policy.verification.tiers
        )
        resolved = replace(policy, scope=scope, verification=replace(policy.verification, tiers=tiers))
        offered = named.offered(policy.scope.groups, resolved)
        named.demand()
        return roles, replace(resolved, scope=replace(scope, groups=offered))

    def _roles(self, named: Named) -> GroupsOfRoles:
        return {
            role: named.groups(("roles", role.value), names, of_operators=True)
            for role, names in self.roles.items()
        }
