"""A visitor without a browser, who speaks Streamlit's own protocol over its web socket."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.Components_pb2 import ComponentInstance
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 60.0
XSRF = "_streamlit_xsrf"
ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
MAP = "streamlit_folium.st_folium"
WHISPER = re.compile(rb"(?i)whisper\d{4}")
WIDGET = re.compile(r"\$\$ID-[0-9a-f]+-(.+)")


class VisitError(AssertionError):
    """The server did not do what a visitor may expect of it."""


@dataclass
class Visitor:
    """
    One session as its browser knows it.

    `whisper` is what this visitor alone types, `heard` whose whispers came back; `received`
    counts bytes.
    """

    url: str
    socket: ClientConnection
    whisper: str = ""
    query: str = ""
    session_id: str = ""
    received: int = 0
    heard: set[str] = field(default_factory=set)
    _page: dict[tuple[int, ...], Delta] = field(default_factory=dict)
    _page_hash: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)

    @property
    def elements(self) -> list[Element]:
        """What the page shows."""
        return [delta.new_element for delta in self._page.values()]

    @classmethod
    async def arrive(cls, url: str, *, whisper: str = "") -> "Visitor":
        """Open a web socket to the app at an address that ends with a slash."""
        stream = f"ws{url.removeprefix('http')}_stcore/stream"
        socket = await connect(stream, max_size=None, subprotocols=["streamlit"])  # type: ignore[list-item]
        return cls(url, socket, whisper)

    async def leave(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def run(
        self,
        trigger: WidgetState | None = None,
        *,
        page: str = "",
        fragment: str = "",
        back: bool = False,
    ) -> float:
        """Have the script, or a fragment of it, run; give the seconds until all has come."""
        asked = BackMsg()
        state = asked.rerun_script
        state.fragment_id = fragment
        state.query_string, state.is_history_navigation = self.query, back
        state.page_name, state.page_script_hash = page, "" if page else self._page_hash
        state.widget_states.widgets.extend(self._states.values())
        state.widget_states.widgets.extend([trigger] if trigger else [])
        state.cached_message_hashes.extend(self._kept)
        if not fragment:
            self._page = {}
        start = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._take(await self._receive()):
                pass
        return time.perf_counter() - start

    async def go_home(self) -> float:
        """Go to the first page by its link, which drops the address's parameters."""
        self._page_hash, self.query = "", ""
        return await self.run()

    async def navigate(self, query: str) -> float:
        """Go to another address of the same page, as the back button does."""
        self.query, self._states = query, {}
        return await self.run(back=True)

    async def choose(self, key: str, values: list[str]) -> float:
        """Set the widget of a key: one value for a radio or a box, several for a list."""
        kind, widget, _ = self.find(key)
        state = WidgetState(id=widget.id)
        if kind == "multiselect":
            state.string_array_value.data.extend(values)
        else:
            state.string_value = values[0]
        self._states[widget.id] = state
        return await self.run()

    async def search(self, text: str) -> float:
        """Type into the search box, which runs alone."""
        _, widget, fragment = self.find("search")
        state = WidgetState(id=widget.id, json_value=json.dumps({"query": text}))
        self._states[widget.id] = state
        return await self.run(fragment=fragment)

    async def click(self, urn: int) -> float:
        """Click a school on the map."""
        widget = self._find_map()
        value = {"last_object_clicked_tooltip": f"{urn}:{time.time_ns() // 1_000_000}"}
        state = WidgetState(id=widget.id, json_value=json.dumps(value))
        self._states[widget.id] = state
        return await self.run()

    async def upload(self, label: str, button: str, name: str, content: bytes) -> float:
        """Give a file to the uploader of a form and send the form."""
        uploader = next(e.file_uploader for e in self.elements if e.file_uploader.label == label)
        sender = next(e.button for e in self.elements if e.button.label == button)
        asked = BackMsg()
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session_id
        await self.socket.send(asked.SerializeToString())
        while (answer := await self._receive()).WhichOneof("type") != "file_urls_response":
            self._take(answer)
        place = answer.file_urls_response.file_urls[0]
        await asyncio.to_thread(self._put, place.upload_url, name, content)
        state = WidgetState(id=uploader.id)
        state.file_uploader_state_value.uploaded_file_info.append(
            UploadedFileInfo(name=name, size=len(content), file_id=place.file_id, file_urls=place)
        )
        self._states[uploader.id] = state
        return await self.run(WidgetState(id=sender.id, trigger_value=True))

    def find(self, key: str) -> tuple[str, Any, str]:
        """Find a widget by its key: its kind, what came, and the fragment it runs, if any."""
        for delta in self._page.values():
            kind = delta.new_element.WhichOneof("type")
            widget = getattr(delta.new_element, kind)
            known = WIDGET.fullmatch(getattr(widget, "id", ""))
            if known and known[1] == key:
                return kind, widget, delta.fragment_id
        raise VisitError(f"no widget {key!r} on the page")

    def read_command(self) -> str:
        """Give what the map was told to show, as the script it evaluates."""
        return str(json.loads(self._find_map().json_args)["feature_group"])

    def _find_map(self) -> ComponentInstance:
        """Find the map, whose id does not tell its key."""
        named = (e.component_instance for e in self.elements if e.HasField("component_instance"))
        return next(found for found in named if found.component_name == MAP)

    def _put(self, path: str, name: str, content: bytes) -> None:
        """Send a file where the server says, with the token it gives to each browser."""
        top = "{0.scheme}://{0.netloc}".format(urlsplit(self.url))
        with requests.Session() as session:
            session.get(f"{self.url}_stcore/health", timeout=PATIENCE_S)
            token = {"X-Xsrftoken": session.cookies.get(XSRF, "")}
            sent = {"file": (name, content, "text/csv")}
            answer = session.put(f"{top}{path}", files=sent, headers=token, timeout=PATIENCE_S)
        if not answer.ok:
            raise VisitError(f"the upload was refused: {answer.status_code} {answer.text[:200]}")

    async def _receive(self) -> ForwardMsg:
        """Receive one message, and note whose whispers are in it."""
        frame = await self.socket.recv(decode=False)
        self.received += len(frame)
        self.heard.update(found.decode().lower() for found in WHISPER.findall(frame))
        message = ForwardMsg()
        message.ParseFromString(frame)
        if message.WhichOneof("type") == "ref_hash":
            return self._kept[message.ref_hash]
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message

    def _take(self, message: ForwardMsg) -> bool:
        """Do what a message says; tell whether the run has ended."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._show(tuple(message.metadata.delta_path), message.delta)
        elif kind == "script_finished":
            return message.script_finished in ENDED
        return False

    def _show(self, path: tuple[int, ...], delta: Delta) -> None:
        """Put an element in its place; a value set by the server replaces our own."""
        kind = delta.new_element.WhichOneof("type")
        widget = getattr(delta.new_element, kind)
        if kind == "exception":
            raise VisitError(f"the page shows an error: {widget.message}")
        if getattr(widget, "set_value", False):
            self._states.pop(widget.id, None)
        self._page[path] = delta
