"""A small HTTP server on 127.0.0.1 that can misbehave in the ways real ones do."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Script:
    """What to serve: one handler per path, and the requests seen."""

    paths: dict[str, Callable[["Handler"], None]] = field(default_factory=dict)
    seen: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    base: str = ""

    def headers(self, name: str) -> list[str | None]:
        """One header of every request, None where it was not sent."""
        return [sent.get(name) for _, sent in self.seen]


class Handler(http.server.BaseHTTPRequestHandler):
    """Hand each request to the script."""

    protocol_version = "HTTP/1.1"
    script: Script

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.script.seen.append((path, dict(self.headers)))
        self.close_connection = True
        action = self.script.paths.get(path)
        if action is None:
            self.answer(b"gone", status=404)
        else:
            action(self)

    @property
    def question(self) -> dict[str, str]:
        """The query string."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}

    def begin(self, status: int, length: int | None, headers: Mapping[str, str]) -> None:
        """Send status and headers."""
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()

    def answer(
        self, body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a whole answer."""
        self.begin(status, len(body), headers or {})
        self.wfile.write(body)

    def answer_range(self, body: bytes, etag: str) -> None:
        """Send what a Range asks for if If-Range still holds, else everything."""
        wanted = self.headers.get("Range")
        if wanted and self.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            span = f"bytes {start}-{len(body) - 1}/{len(body)}"
            extra = {"ETag": etag, "Content-Range": span}
            self.answer(body[start:], status=206, headers=extra)
        else:
            self.answer(body, headers={"ETag": etag})

    def cut(self, body: bytes, sent: int, headers: Mapping[str, str] | None = None) -> None:
        """Promise a body and hang up after some bytes of it."""
        self.begin(200, len(body), headers or {})
        self.wfile.write(body[:sent])

    def stall(self, body: bytes, sent: int, seconds: float) -> None:
        """Send some bytes and then nothing for a while."""
        self.begin(200, len(body), {})
        self.wfile.write(body[:sent])
        self.wfile.flush()
        time.sleep(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Stay silent."""


@contextmanager
def serving() -> Iterator[Script]:
    """Serve a fresh script on a free port."""
    script = Script()
    handler = type("Scripted", (Handler,), {"script": script})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    script.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
