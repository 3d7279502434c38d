"""Answers to what apprise's plugins ask by `requests` end: in bytes and in time.

By itself `requests` reads an answer to its end, however long that takes and however large it is: its timeouts
are for one wait.
"""

import time
from typing import Any

from helpdesk_tui.https import MOST_BYTES


def bound_answers() -> None:
    """From here on, for the whole process; nothing else in it uses `requests`. May be called again."""
    import requests  # noqa: PLC0415 - comes with apprise, which is slow and seldom used

    if requests.sessions.Session.__module__ == __name__:
        return

    class BoundedSession(requests.Session):
        """What `requests.post` and its like make for each request."""

        def send(self, request: Any, **options: Any) -> Any:
            ends = time.monotonic() + sum(options["timeout"])
            answer = super().send(request, **{**options, "stream": True})
            with answer:
                answer._content, answer._content_consumed = _content(answer, ends), True
            return answer

    def _content(answer: Any, ends: float) -> bytes:
        """All of it, or as much as any service may say. Raises as `requests`, so that plugins catch it."""
        content = bytearray()
        for piece in answer.iter_content(1):  # more would be waited for until all of it is there
            content += piece
            if time.monotonic() > ends:
                raise requests.exceptions.ReadTimeout
            if len(content) > MOST_BYTES:
                break
        return bytes(content)

    requests.sessions.Session = BoundedSession  # type: ignore[misc]  # `requests.post` finds it here
