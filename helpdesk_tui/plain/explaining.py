"""What a code, a pasted line or some words mean. Nobody signs in, and nothing is asked of any server."""

import sys
from argparse import Namespace
from typing import Any

from helpdesk_tui.desk.pages import Page, explain
from helpdesk_tui.desk.pages.pasted import LONGEST
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.output import Output
from helpdesk_tui.words.pages import page_lines


def run(asked: Namespace) -> Exit:
    output = Output()
    pages = explain(" ".join(asked.words) if asked.words else sys.stdin.read(LONGEST))
    if asked.json:
        output.data([_of_page(each) for each in pages])
    for number, page in enumerate(() if asked.json else pages):
        output.say(*([""] if number else []), *page_lines(page))
    if pages:
        return Exit.DONE
    output.note(str(problem("nothing-known")))
    return Exit.REFUSED


def _of_page(page: Page) -> dict[str, Any]:
    return {"code": page.code, "means": page.means, "remedy": page.remedy, "said": list(page.said)}
