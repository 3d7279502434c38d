"""Pages in words: what something means, what to do, and how other programs say it."""

from collections.abc import Iterator

from helpdesk_tui.desk.pages import Page, explain
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _


def page_lines(page: Page) -> Iterator[str]:
    yield page.means
    yield page.remedy
    if page.said:
        yield _("Said as: {said}.", said="; ".join(page.said))
    yield f"({page.code})"


def problem_lines(problem: Problem) -> Iterator[str]:
    """The page of what is shown: also what the server's own words mean, where they are known."""
    yield f"{problem.cause} {problem.remedy}"
    if problem.detail:
        yield _("Detail: {detail}", detail=problem.detail)
    yield from meaning_lines(problem.detail)
    yield f"({problem.code})"


def meaning_lines(detail: str) -> Iterator[str]:
    """What the server's own words mean, where they are known."""
    for page in explain(detail) if detail else ():
        if page.said:  # by a code of another program, not by words of ours
            yield _("That means: {means} {remedy}", means=page.means, remedy=page.remedy)
