"""Tabs and windows: what a page says and asks for, and what the next page must not find.

The tabs of one window share a process, and with it the scripts it has read and compiled, as they
do for people; a first visitor has a window of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

HERE = "127.0.0.1"
# makes the tabs of a window that show this machine's servers share a process
ONE_PROCESS = "--process-per-site"
WAIT_SECONDS = 60
STORED = "cookies,local_storage,indexeddb,cache_storage,service_workers"


@dataclass
class Traffic:
    """What a page said and asked for."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """List the requests that left this machine."""
        inner = {HERE, "localhost", ""}
        return [
            url
            for url in self.requests
            if urlsplit(url).hostname not in inner and not url.startswith(("blob:", "data:"))
        ]

    def complaints(self) -> list[str]:
        """List console errors that no test expected."""
        return [line for line in self.console if not any(text in line for text in self.expected)]

    def check(self) -> None:
        """Fail if the console shows an error nobody expected, or something was asked elsewhere."""
        assert self.complaints() == []
        assert self.outside() == []


def watch(page: Page) -> Traffic:
    """Note a page's errors and requests from now on."""
    traffic = Traffic()
    page.on("request", lambda request: traffic.requests.append(request.url))
    page.on("pageerror", lambda error: traffic.console.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: (
            traffic.console.append(f"{message.text} {message.location}")
            if message.type == "error"
            else None
        ),
    )
    return traffic


@contextmanager
def open_window(browser: Browser, **settings: Any) -> Iterator[BrowserContext]:
    """Open a window that keeps its process between tabs."""
    window = browser.new_context(**settings)
    kept = window.new_page()
    kept.route("**/*", lambda route: route.fulfill(body="Kept open."))
    kept.goto(f"http://{HERE}/")
    yield window
    window.close()


@contextmanager
def open_tab(window: BrowserContext) -> Iterator[Page]:
    """Open a tab in which nothing is stored; in the end it must have kept quiet and at home."""
    before = set(window.pages)
    page = window.new_page()
    page.set_default_timeout(WAIT_SECONDS * 1000)
    traffic = watch(page)
    page.traffic = traffic  # type: ignore[attr-defined]
    yield page
    forget(page, traffic)
    for tab in set(window.pages) - before:
        tab.close()
    traffic.check()


def forget(page: Page, traffic: Traffic) -> None:
    """Remove what a page stored or was permitted; what was read and compiled stays."""
    origins = {f"{at.scheme}://{at.netloc}" for at in map(urlsplit, traffic.requests) if at.netloc}
    session = page.context.new_cdp_session(page)
    for origin in origins:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})
    page.context.clear_permissions()
