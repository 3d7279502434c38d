"""Which kind of directory it is, where that is not said: asked of the first server that answers."""

import threading
from collections.abc import Callable, Mapping

from helpdesk_tui.desk.ports import Clock, DirectoryPort, DirectorySession
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.reaching import Reaching
from helpdesk_tui.directory.root_dse import ServerKind, read_root
from helpdesk_tui.directory.settings import Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tls import verifying_context

Makers = Mapping[ServerKind, Callable[[], DirectoryPort]]


class RecognisedDirectory:
    """A `DirectoryPort`: the one that fits the servers. No password is sent to find out."""

    def __init__(self, settings: Settings, makers: Makers, clock: Clock) -> None:
        self._settings = settings
        self._makers = makers
        self._reaching = Reaching(settings, clock, servers=lambda _: settings.servers, describe=read_root)
        self._links = OpenLinks()  # while it is asked
        self._turn = threading.Lock()
        self._found: DirectoryPort | None = None
        self._ended = False

    def sign_in(self, login: str, password: Secret) -> DirectorySession:
        """As the directory that was recognised. Raises `DirectoryUnreachable`, too."""
        return self._directory().sign_in(login, password)

    def sign_in_with_ticket(self) -> DirectorySession:
        return self._directory().sign_in_with_ticket()

    def sign_in_as_service(self) -> DirectorySession:
        return self._directory().sign_in_as_service()

    def ticket_holder(self) -> str:
        """Asks no server: tickets are Active Directory's, and another kind takes none later."""
        return self._makers[ServerKind.ACTIVE_DIRECTORY]().ticket_holder()

    def break_off(self) -> None:
        self._ended = True
        self._links.close()
        if self._found is not None:
            self._found.break_off()

    def _directory(self) -> DirectoryPort:
        with self._turn:
            if self._found is None:
                self._found = self._makers[self._kind()]()
            if self._ended:
                self._found.break_off()
            return self._found

    def _kind(self) -> ServerKind:
        """Of the first server that answers; else the first one's problem."""
        reached = self._reaching.reach(self._links, verifying_context(self._settings.ca_file))
        reached.link.close()
        return reached.server.kind
