"""The section of keys: other ones than the usual, by the ids of the registry."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict, model_validator

from helpdesk_tui.config.section import Section, refuse
from helpdesk_tui.keys.remapping import mistakes, named

_MOST = 500


class KeysSection(Section):
    """`card.reset = "p"`, with the id in quotes or without: TOML takes its dot for a table then."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def _can_be_chosen(self) -> "KeysSection":
        given = dict(_flat(self.model_extra or {}))
        odd = [key_id for key_id, (_, key) in given.items() if not isinstance(key, str)]
        if odd or len(given) > _MOST:
            refuse((given[each][0], 'must be text in quotes: "F6"') for each in odd)
            raise ValueError("names more keys than there are")
        told = mistakes({key_id: str(key) for key_id, (_, key) in given.items()})
        refuse((given[key_id][0], words) for key_id, words in told)
        return self

    @property
    def chosen(self) -> Mapping[str, str]:
        """By their ids, as the program names them."""
        return {key_id: named(str(key)) for key_id, (_, key) in _flat(self.model_extra or {})}


def _flat(
    given: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[tuple[str, ...], Any]]]:
    """Each id with where it stands and its key; tables no deeper than ids are."""
    for name, value in given.items():
        where = (*path, name)
        if isinstance(value, Mapping) and not path:
            yield from _flat(value, where)
        else:
            yield ".".join(where), (where, value)
