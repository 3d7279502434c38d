"""A value that must not be seen: invariant 7."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never


class Secret:
    """Holds a secret text. Only `reveal()` gives it; nothing else shows, formats or serialises it.

    `drop()` forgets the value, so that a closed screen or a finished write holds nothing.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value: str | None = value

    def reveal(self) -> str:
        """The text. Raises `ValueError` after `drop()`."""
        if self._value is None:
            raise ValueError("this secret was dropped")
        return self._value

    def drop(self) -> None:
        self._value = None

    @property
    def dropped(self) -> bool:
        return self._value is None

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.reveal().encode(), other.reveal().encode())

    __hash__ = None  # type: ignore[assignment]  # a hash of a secret is a fact about it

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> Never:
        raise TypeError("a Secret is not serialised")

    def __copy__(self) -> Never:
        raise TypeError("a Secret is not copied")

    def __deepcopy__(self, memo: object) -> Never:
        raise TypeError("a Secret is not copied")


@contextmanager
def dropped_on_failure(secret: Secret | None) -> Iterator[None]:
    """Whatever is raised before the secret was handed on, nobody will ask for it: it is dropped."""
    try:
        yield
    except BaseException:
        if secret is not None:
            secret.drop()
        raise
