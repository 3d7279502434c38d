"""Answers that are kept for the next time, where what is asked about comes from a server.

Only of what is short: a hostile server would fill the memory with what is long.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


def kept_if_short(
    most: int, longest: int, size: Callable[[Any], int] = len
) -> Callable[[Callable[[Asked], Answer]], Callable[[Asked], Answer]]:
    """Decorates a function of one argument: `most` answers are kept, of arguments that have at most `longest`
    by `size`."""

    def decorate(work: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
        kept = lru_cache(maxsize=most)(work)

        @wraps(work)
        def answer(asked: Asked) -> Answer:
            return kept(asked) if size(asked) <= longest else work(asked)

        return answer

    return decorate
