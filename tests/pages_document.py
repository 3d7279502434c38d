"""docs/problems.md, made of the pages: `PYTHONPATH=tests python -m pages_document > docs/problems.md`."""

import sys
from collections.abc import Iterable, Iterator

from helpdesk_tui.desk.pages import OTHERS, Page, by_topic

_HEAD = """\
# What it means

What `helpdesk-tui explain` knows: of a code, a line from a log or an event, the text of a screen, or some
words; and what F12 lists, topic by topic. This page is made of the same words.
"""
_OWN = """
What follows is said by this program; … stands for what is filled in.
"""


def document() -> str:
    return "\n".join([_HEAD, *_topics()]) + "\n"


def _topics() -> Iterator[str]:
    for topic, pages in by_topic().items():
        yield f"## {topic}\n"
        yield from _pages(pages)
        if topic == OTHERS:
            yield _OWN


def _pages(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        yield f"### {page.code}\n"
        yield f"{page.means} {page.remedy}\n"
        if page.said:
            yield f"Said as: {'; '.join(f'`{each}`' for each in page.said)}.\n"


if __name__ == "__main__":
    sys.stdout.write(document())
