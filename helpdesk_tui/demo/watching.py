"""Looking on at what the desk keeps, for the demo alone: so phones and colleagues learn of it."""

from typing import Any, TypeVar, cast

Store = TypeVar("Store")


def watched(store: Store, watcher: object) -> Store:
    """The same store. After each call of a method `name`, the watcher's `saw_name`, where it has one, is
    given the answer and what was asked."""
    return cast(Store, _Watched(store, watcher))


class _Watched:
    def __init__(self, store: object, watcher: object) -> None:
        self._store = store
        self._watcher = watcher

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)
        tell = getattr(self._watcher, f"saw_{name}", None)
        if tell is None:
            return call

        def told(*asked: Any, **more: Any) -> Any:
            answer = call(*asked, **more)
            tell(answer, *asked, **more)
            return answer

        return told
