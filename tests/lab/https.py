"""What the HTTPS servers of the lab share: a listener on localhost, and a handler that reads and answers."""

import ssl
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lab.certificates import Certificate

HOST = "localhost"


class Listener(ThreadingHTTPServer):
    """Listens until `stop`; `server` is what its handlers ask. Port 0 is a free one, see `port`."""

    daemon_threads = True

    def __init__(
        self, port: int, handler: type[BaseHTTPRequestHandler], server: object, certificate: Certificate
    ) -> None:
        self.server = server
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.certificate, certificate.key)
        super().__init__(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="https", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """TLS in the connection's own thread: a bad handshake holds nobody up."""
        try:
            with self._context.wrap_socket(request, server_side=True) as encrypted:
                super().finish_request(encrypted, client_address)
        except OSError:
            return


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def read(self) -> bytes:
        """The whole body."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def headers_in_lower_case(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """It says nothing."""
