"""Asking the desk without blocking the screen."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import Problem

P = ParamSpec("P")
T = TypeVar("T")


async def ask(use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | Problem:
    """The answer of a blocking use case, run in a thread, or the problem that it raised.

    Anything but a `HelpdeskError` is a fault of ours and goes up.
    """
    try:
        return await asyncio.to_thread(use_case, *args, **kwargs)
    except HelpdeskError as error:
        return error.problem
