"""Controls that make a write safe: what must hold for it, and what the entry is just behind it."""

from collections.abc import Iterable

from helpdesk_tui.directory import ber, codec
from helpdesk_tui.directory.messages import Control, DirectoryEntry
from helpdesk_tui.directory.problems import Result

ASSERTION = "1.3.6.1.1.12"  # RFC 4528
POST_READ = "1.3.6.1.1.13.2"  # RFC 4527
_MOST_ELEMENTS = 200


def assertion(where: str) -> Control:
    """The write is done only on an entry that fits the filter `where`; else the result is 122. Critical: a
    server that does not know it must refuse and not write."""
    return Control(ASSERTION, codec.encoded_filter(where), critical=True)


def post_read(names: Iterable[str]) -> Control:
    """The answer to the write brings these attributes, as the write has left them."""
    listed = b"".join(ber.element(0x04, name.encode()) for name in names)
    return Control(POST_READ, ber.element(0x30, listed), critical=True)


def read_behind(result: Result) -> DirectoryEntry | None:
    """The entry that `post_read` asked for; None = it did not come, or cannot be read."""
    raw = result.controls.get(POST_READ)
    if raw is None:
        return None
    try:
        found, end = ber.entry(raw, _MOST_ELEMENTS)
    except ValueError:
        return None
    return codec.entry_of(found) if end == len(raw) else None
