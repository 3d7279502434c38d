"""An SMS gateway on localhost: an HTTPS server that keeps what it is sent, and answers as it is told.

with gateway.serve(tmp_path) as server:
    …                              # server.url, server.ca_file
    request = server.wait_for("+4915112345678")
    request.json()["text"]
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lab.certificates import Authority, Certificate
from lab.https import HOST, Handler, Listener


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    path: str  # with its query
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode(), strict_parsing=True).items()}

    def query(self) -> dict[str, str]:
        found = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}

    def text(self) -> str:
        """All that may hold the number, decoded."""
        values = [*self.query().values(), *self.headers.values(), urlsplit(self.path).path]
        try:
            values.append(json.dumps(self.json(), ensure_ascii=False))
        except ValueError:
            values.append(str(parse_qs(self.body.decode())))
        return "\n".join(values)


@dataclass
class Server:
    """Listens at `url` with a certificate that `ca_file` vouches for; `status`, `answer` and `headers` are
    what it answers with, and may be changed at any time."""

    url: str
    ca_file: Path
    status: int = 200
    answer: bytes = b'{"result": {"status": "ok"}}'
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Request] = field(default_factory=list)
    _came: threading.Condition = field(default_factory=threading.Condition)

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def wait_for(self, number: str, count: int = 1, seconds: float = 10) -> Request:
        """The `count`th request that holds `number` (E.164). Raises `TimeoutError`."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.to(number)) >= count, seconds):
                raise TimeoutError(f"no request {count} with {number}, of {len(self.received)}")
            return self.to(number)[count - 1]

    def to(self, number: str) -> list[Request]:
        """What has come for `number`, with or without its plus, oldest first."""
        return [request for request in self.received if number.removeprefix("+") in request.text()]

    def take(self, request: Request) -> None:
        with self._came:
            self.received.append(request)
            self._came.notify_all()


@contextmanager
def serve(
    directory: Path,
    *,
    authority: Authority | None = None,
    certificate: Certificate | None = None,
    status: int = 200,
    answer: bytes = b'{"result": {"status": "ok"}}',
    headers: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server until the end of the block; `certificate` is another than the good one for localhost."""
    authority = authority or Authority(directory / "gateway-authority")
    certificate = certificate or authority.issue(HOST)
    server = Server("", authority.ca_file, status, answer, dict(headers or {}))
    listener = Listener(0, _Handler, server, certificate)
    server.url = f"https://{HOST}:{listener.port}/send"
    try:
        yield server
    finally:
        listener.stop()


class _Handler(Handler):
    def _take(self) -> None:
        server = self.server.server
        server.take(Request(self.command, self.path, self.headers_in_lower_case(), self.read()))
        self.answer(server.status, server.headers, server.answer)

    do_POST = do_PUT = do_GET = _take
