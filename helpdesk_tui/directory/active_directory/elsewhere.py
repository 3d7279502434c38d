"""Whoever acts, bound to a server beside the operator's own: of another domain, or a global catalogue."""

from typing import Generic, TypeVar

from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.opening import Opening
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.reaching import Reached, Reaching
from helpdesk_tui.tls import verifying_context

S = TypeVar("S")


class Elsewhere(Generic[S]):
    """`links` end with the session. Where a password was refused once it is not tried again: that would lock
    its account."""

    def __init__(self, reaching: Reaching[S], opening: Opening, links: OpenLinks) -> None:
        self._reaching = reaching
        self._opening = opening
        self.links = OpenLinks()
        links.add(self.links)
        self._refused: Problem | None = None

    def connected(self) -> Reached[S]:
        """Raises `DirectoryUnreachable` (refused-elsewhere, …), `Refused`."""
        if self._refused:
            raise DirectoryUnreachable(self._refused)
        reached = self._reaching.reach(self.links, verifying_context(self._opening.settings.ca_file))
        try:
            self._opening.acting.bind(reached.link)
        except NotPermitted as error:
            reached.link.close()
            why = error.problem
            self._refused = problem(
                "refused-elsewhere",
                server=reached.link.server,
                why=why.cause,
                detail=f"{why.code} {why.detail}".strip(),
            )
            raise DirectoryUnreachable(self._refused) from None
        except BaseException:
            reached.link.close()
            raise
        return reached

    def close(self) -> None:
        """At once, what is being reached too."""
        self.links.close()
