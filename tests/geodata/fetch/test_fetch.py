"""Fetching, against a local server that serves, truncates, stalls and errors."""

import datetime as dt
import hashlib
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import FetchError
from geodata.fetch import fetch
from geodata.fetch.official import (
    OfficialSource,
    Query,
    choose_sources,
    dates_to_try,
    fill_date,
    read_official,
)
from geodata.fetch.transport import Patience
from geodata.sourcesfile import SourceNote, read_sources, write_sources
from tests.geodata.fetch.localserver import Handler, Script, serving

DAY = dt.date(2025, 8, 31)
BODY = b"URN,EstablishmentName\n" + b"100000,FIERT\xc9 School\n" * 20_000
NAME = "edubasealldata20250831.csv"
PATH = f"/{NAME}"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[Script]:
    with serving() as script:
        yield script


def make_source(base: str, **changes: object) -> OfficialSource:
    source = OfficialSource(
        name="gias_establishments",
        kind="establishments",
        form="file",
        publisher="DfE",
        licence="OGL",
        attribution="Contains public sector information",
        landing_page="https://example.org/downloads",
        address=base + "/edubasealldata{date}.csv",
        date_rule="daily",
        file="edubasealldata{date}.csv",
    )
    return replace(source, **changes)


def make_layer(base: str, **changes: object) -> OfficialSource:
    layer = make_source(
        base,
        name="districts",
        kind="boundaries",
        form="features",
        address=base + "/lad/query",
        date_rule="fixed",
        file="lad.geojson",
        vintage="2025",
        query=Query("LAD25CD LIKE 'E%'", ("LAD25CD", "LAD25NM"), "LAD25CD"),
    )
    return replace(layer, **changes)


class Waits(list[float]):
    """A sleep that only notes how long it was asked to sleep."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def patience(waits: Waits | None = None, **changes: object) -> Patience:
    quick = Patience(
        attempts=4, stall_s=5.0, sleep=Waits() if waits is None else waits, jitter=lambda: 0.0
    )
    return replace(quick, **changes)


def get(server: Script, out: Path, **changes: object) -> bytes:
    """Fetch the establishments and give the file's bytes."""
    patient = patience(**changes)
    [fetched] = fetch(out=out, date=DAY, addresses=[make_source(server.base)], patience=patient)
    return fetched.path.read_bytes()


def leftovers(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


# One file, served well


def test_a_file_arrives_whole_and_is_recorded(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(BODY)
    assert get(server, tmp_path / "new") == BODY
    assert leftovers(tmp_path / "new") == [NAME, "sources.toml"]
    assert read_sources(tmp_path / "new") == {
        NAME: SourceNote(
            name=NAME,
            kind="establishments",
            publisher="DfE",
            address=server.base + PATH,
            licence="OGL",
            attribution="Contains public sector information",
            date="2025-08-31",
            size=len(BODY),
            sha256=hashlib.sha256(BODY).hexdigest(),
        )
    }


def test_progress_rises_to_the_total(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(BODY)
    told: list[tuple[str, int, int | None]] = []
    fetch(
        out=tmp_path,
        date=DAY,
        addresses=[make_source(server.base)],
        progress=lambda *step: told.append(step),
        patience=patience(),
    )
    sizes = [size for _, size, _ in told]
    assert len(sizes) > 3
    assert sizes == sorted(set(sizes))
    assert told[-1] == (NAME, len(BODY), len(BODY))


def test_a_file_already_here_is_not_downloaded_again(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(BODY)
    get(server, tmp_path)
    [again] = fetch(
        out=tmp_path, date=DAY, addresses=[make_source(server.base)], patience=patience()
    )
    assert len(server.seen) == 1
    assert again.message == f"{NAME}: here already"


def test_a_file_that_was_changed_on_disk_is_downloaded_again(
    server: Script, tmp_path: Path
) -> None:
    server.paths[PATH] = lambda h: h.answer(BODY)
    get(server, tmp_path)
    (tmp_path / NAME).write_bytes(BODY[:-7])
    assert get(server, tmp_path) == BODY
    assert len(server.seen) == 2


def test_what_was_noted_by_hand_stays(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(BODY)
    other = SourceNote("own.csv", kind="network")
    write_sources(tmp_path, [SourceNote(NAME, prefer=True), other])
    get(server, tmp_path)
    notes = read_sources(tmp_path)
    assert notes[NAME].prefer
    assert notes["own.csv"] == other


# Faults that pass


def test_a_busy_server_is_asked_again_with_growing_waits(server: Script, tmp_path: Path) -> None:
    answers = iter([503, 500])

    def busy(handler: Handler) -> None:
        status = next(answers, 200)
        handler.answer(BODY if status == 200 else b"", status=status)

    server.paths[PATH] = busy
    waits = Waits()
    assert get(server, tmp_path, waits=waits) == BODY
    assert waits == [1.0, 2.0]


def test_the_server_may_ask_for_a_longer_wait(server: Script, tmp_path: Path) -> None:
    answers = iter([({"Retry-After": "7"}, 429)])

    def busy(handler: Handler) -> None:
        headers, status = next(answers, ({}, 200))
        handler.answer(BODY, status=status, headers=headers)

    server.paths[PATH] = busy
    waits = Waits()
    assert get(server, tmp_path, waits=waits) == BODY
    assert waits == [7.0]


def test_waits_double_to_a_limit_and_jitter_halves_them_at_most() -> None:
    steady = patience(longest_wait_s=5.0)
    assert [steady.wait_s(n) for n in range(4)] == [1.0, 2.0, 4.0, 5.0]
    assert [patience(jitter=lambda: 1.0).wait_s(n) for n in range(3)] == [0.5, 1.0, 2.0]


def test_a_dropped_download_continues_where_it_broke_off(server: Script, tmp_path: Path) -> None:
    half = len(BODY) // 2
    first = iter([True])

    def drop_once(handler: Handler) -> None:
        if next(first, False):
            handler.cut(BODY, half, {"ETag": '"one"'})
        else:
            handler.answer_range(BODY, '"one"')

    server.paths[PATH] = drop_once
    assert get(server, tmp_path) == BODY
    asked = server.headers("Range")[1]
    assert asked is not None
    assert 0 < int(asked.removeprefix("bytes=").rstrip("-")) <= half
    assert server.headers("If-Range") == [None, '"one"']
    assert leftovers(tmp_path) == [NAME, "sources.toml"]


def test_a_later_run_continues_the_part_of_an_earlier_one(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.cut(BODY, 300_000, {"ETag": '"one"'})
    with pytest.raises(FetchError, match="broke off"):
        get(server, tmp_path, attempts=1)
    server.paths[PATH] = lambda h: h.answer_range(BODY, '"one"')
    assert get(server, tmp_path) == BODY
    assert server.headers("Range")[1] is not None


def test_a_file_that_changed_meanwhile_is_begun_anew(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.cut(b"x" * len(BODY), 300_000, {"ETag": '"old"'})
    with pytest.raises(FetchError, match="broke off"):
        get(server, tmp_path, attempts=1)
    server.paths[PATH] = lambda h: h.answer_range(BODY, '"new"')
    assert get(server, tmp_path) == BODY


def test_a_server_that_continues_another_file_is_not_believed(
    server: Script, tmp_path: Path
) -> None:
    server.paths[PATH] = lambda h: h.cut(b"x" * len(BODY), 300_000, {"ETag": '"old"'})
    with pytest.raises(FetchError, match="broke off"):
        get(server, tmp_path, attempts=1)

    def ignore_if_range(handler: Handler) -> None:
        asked = handler.headers.get("Range")
        if asked is None:
            handler.answer(BODY, headers={"ETag": '"new"'})
            return
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
        handler.answer(BODY[start:], status=206, headers={"ETag": '"new"', "Content-Range": span})

    server.paths[PATH] = ignore_if_range
    assert get(server, tmp_path) == BODY


def test_a_part_longer_than_the_file_is_begun_anew(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.cut(BODY * 2, len(BODY) + 99_999, {"ETag": '"one"'})
    with pytest.raises(FetchError, match="broke off"):
        get(server, tmp_path, attempts=1)

    def refuse_range(handler: Handler) -> None:
        ranged = handler.headers.get("Range") is not None
        handler.answer(b"" if ranged else BODY, status=416 if ranged else 200)

    server.paths[PATH] = refuse_range
    assert get(server, tmp_path) == BODY


def test_without_a_strong_label_nothing_is_continued(server: Script, tmp_path: Path) -> None:
    first = iter([True])

    def drop_once(handler: Handler) -> None:
        if next(first, False):
            handler.cut(BODY, 300_000, {"ETag": 'W/"weak"'})
        else:
            handler.answer(BODY, headers={"ETag": 'W/"weak"'})

    server.paths[PATH] = drop_once
    assert get(server, tmp_path) == BODY
    assert server.headers("Range") == [None, None]


# Faults that stay


def test_a_download_cut_short_each_time_is_not_kept(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.cut(BODY, 70_000)
    waits = Waits()
    with pytest.raises(FetchError, match=r"the connection broke off \(tried 4 times\)"):
        get(server, tmp_path, waits=waits)
    assert waits == [1.0, 2.0, 4.0]
    assert not (tmp_path / NAME).exists()
    assert read_sources(tmp_path) == {}


def test_a_stalled_download_is_given_up_in_time(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.stall(BODY, 70_000, 0.4)
    with pytest.raises(FetchError, match=r"no data for 0.1 seconds"):
        get(server, tmp_path, attempts=1, stall_s=0.1)
    assert not (tmp_path / NAME).exists()


def test_a_server_that_never_answers_is_given_up_in_time(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda _: time.sleep(0.3)
    with pytest.raises(FetchError, match=r"no answer for 0.1 seconds"):
        get(server, tmp_path, attempts=1, stall_s=0.1)


def test_no_network_says_what_to_do_by_hand(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    waits = Waits()
    with pytest.raises(FetchError) as caught:
        fetch(
            out=tmp_path,
            date=DAY,
            addresses=[make_source(closed), make_source(closed, name="second")],
            patience=patience(waits),
        )
    message = str(caught.value)
    assert "2 of 2 sources could not be had" in message
    assert "gias_establishments: could not reach 127.0.0.1: the connection was refused" in message
    assert f"Download it by hand from https://example.org/downloads into {tmp_path}" in message
    assert f"run `python -m geodata build --from {tmp_path}`" in message
    # the second source of a host out of reach is not waited for again
    assert waits == [1.0, 2.0, 4.0]


def test_an_unknown_host_name_says_so(tmp_path: Path) -> None:
    source = make_source("http://nowhere.invalid")
    with pytest.raises(FetchError, match=r"could not reach nowhere\.invalid: its name could not"):
        fetch(out=tmp_path, date=DAY, addresses=[source], patience=patience(attempts=1))


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/csv"])
def test_a_web_page_is_not_taken_for_data(
    server: Script, tmp_path: Path, content_type: str
) -> None:
    page = b"\xef\xbb\xbf\n<!DOCTYPE html><html><title>Service unavailable</title></html>"
    server.paths[PATH] = lambda h: h.answer(page, headers={"Content-Type": content_type})
    with pytest.raises(FetchError, match=r"gave a web page \(HTML\) where a data file"):
        get(server, tmp_path)
    assert leftovers(tmp_path) == []
    assert len(server.seen) == 1


def test_an_empty_file_is_refused(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(b"")
    with pytest.raises(FetchError, match="gave an empty file"):
        get(server, tmp_path)
    assert leftovers(tmp_path) == []


def test_a_refusal_is_not_repeated(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(b"no", status=403)
    with pytest.raises(FetchError, match=r"the server refused \(403 Forbidden\)"):
        get(server, tmp_path)
    assert len(server.seen) == 1


def test_a_part_that_cannot_be_written_is_told(server: Script, tmp_path: Path) -> None:
    server.paths[PATH] = lambda h: h.answer(BODY)
    (tmp_path / f"{NAME}.part").mkdir()
    with pytest.raises(FetchError, match=r"could not write .*\.part: Is a directory; make room"):
        get(server, tmp_path)
    assert len(server.seen) == 1


def test_one_failure_does_not_lose_the_others(server: Script, tmp_path: Path) -> None:
    server.paths["/links.csv"] = lambda h: h.answer(b"URN,LinkURN\n1,2\n")
    bad = make_source(server.base, address=server.base + "/none.csv", date_rule="fixed")
    links = make_source(
        server.base,
        name="links",
        kind="links",
        address=server.base + "/links.csv",
        date_rule="fixed",
        file="links.csv",
    )
    with pytest.raises(FetchError, match=r"1 of 2 sources could not be had"):
        fetch(out=tmp_path, date=DAY, addresses=[bad, links], patience=patience())
    assert list(read_sources(tmp_path)) == ["links.csv"]


# Days


def test_a_missing_day_falls_back_and_says_which_day_came(server: Script, tmp_path: Path) -> None:
    server.paths["/edubasealldata20250828.csv"] = lambda h: h.answer(BODY)
    [fetched] = fetch(
        out=tmp_path, date=DAY, addresses=[make_source(server.base)], patience=patience()
    )
    assert fetched.path.name == "edubasealldata20250828.csv"
    assert fetched.note.date == "2025-08-28"
    assert fetched.message.endswith("of 2025-08-28, the latest day published up to 2025-08-31")
    assert [path[-12:-4] for path, _ in server.seen] == [
        "20250831",
        "20250830",
        "20250829",
        "20250828",
    ]


def test_a_week_without_a_file_is_an_error(server: Script, tmp_path: Path) -> None:
    server.paths["/edubasealldata20250823.csv"] = lambda h: h.answer(BODY)
    with pytest.raises(FetchError, match=r"\(tried 2025-08-24 to 2025-08-31\)"):
        fetch(out=tmp_path, date=DAY, addresses=[make_source(server.base)], patience=patience())
    assert len(server.seen) == 8


# Layers and tables, page by page


def serve_layer(server: Script, rows: int, page: int, *, count: int | None = None) -> None:
    """Serve `rows` features, `page` at a time whatever is asked for."""

    def answer(handler: Handler) -> None:
        asked = handler.question
        if asked.get("returnCountOnly"):
            body: dict[str, object] = {"count": rows if count is None else count}
        else:
            start = int(asked["resultOffset"])
            codes = [f"E{n:08d}" for n in range(start, min(start + page, rows))]
            more = start + page < rows
            values = [{"LAD25CD": code, "LAD25NM": "Côte, " + code, "FID": 1} for code in codes]
            if asked["f"] == "geojson":
                point = {"type": "Point", "coordinates": [-1.5, 53.0]}
                body = {
                    "type": "FeatureCollection",
                    "properties": {"exceededTransferLimit": more},
                    "features": [
                        {"type": "Feature", "properties": v, "geometry": point} for v in values
                    ],
                }
            else:
                features = [{"attributes": v} for v in values]
                body = {"exceededTransferLimit": more, "features": features}
        handler.answer(json.dumps(body).encode())

    server.paths["/lad/query"] = answer


def test_a_layer_is_joined_from_its_pages(server: Script, tmp_path: Path) -> None:
    serve_layer(server, rows=7, page=3)
    [fetched] = fetch(
        out=tmp_path, date=DAY, addresses=[make_layer(server.base)], patience=patience()
    )
    layer = json.loads(fetched.path.read_text(encoding="utf-8"))
    codes = [feature["properties"]["LAD25CD"] for feature in layer["features"]]
    assert codes == [f"E{n:08d}" for n in range(7)]
    assert len(server.seen) == 4
    assert fetched.note.vintage == "2025"
    assert fetched.note.size == fetched.path.stat().st_size


def test_a_table_is_written_as_csv(server: Script, tmp_path: Path) -> None:
    serve_layer(server, rows=3, page=2)
    table = make_layer(server.base, form="table", file="lookup.csv", kind="area_lookup")
    [fetched] = fetch(out=tmp_path, date=DAY, addresses=[table], patience=patience())
    assert fetched.path.read_text(encoding="utf-8") == (
        'LAD25CD,LAD25NM\nE00000000,"Côte, E00000000"\nE00000001,"Côte, E00000001"\n'
        'E00000002,"Côte, E00000002"\n'
    )


def test_rows_that_do_not_come_are_missed(server: Script, tmp_path: Path) -> None:
    serve_layer(server, rows=5, page=3, count=6)
    with pytest.raises(FetchError, match="5 of 6 rows came"):
        fetch(out=tmp_path, date=DAY, addresses=[make_layer(server.base)], patience=patience())
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', "reports an error: Invalid URL"),
        (b"<html>busy</html>", r"gave a web page \(HTML\) where JSON"),
        (b'{"count": ', "gave something that is not JSON"),
    ],
)
def test_a_service_that_answers_amiss_is_told(
    server: Script, tmp_path: Path, body: bytes, told: str
) -> None:
    server.paths["/lad/query"] = lambda h: h.answer(body)
    with pytest.raises(FetchError, match=told):
        fetch(out=tmp_path, date=DAY, addresses=[make_layer(server.base)], patience=patience())


# The list of official sources


def test_daily_sources_look_back_and_fixed_ones_do_not() -> None:
    daily, fixed = make_source("x"), make_layer("x")
    assert len(dates_to_try(daily, DAY)) == 8
    assert dates_to_try(daily, dt.date(2025, 3, 1), days_back=1)[1] == dt.date(2025, 2, 28)
    assert dates_to_try(fixed, DAY) == [DAY]
    assert fill_date("a{date}b", dt.date(2025, 1, 2)) == "a20250102b"


def test_what_must_be_had_by_hand_says_where(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"no lasting address\n.*from https://www\.gov\.uk"):
        fetch(["inspections"], out=tmp_path, date=DAY, patience=patience())


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"got \['schools'\]; known are \['area_lookup'"):
        fetch(["schools"], out=tmp_path, date=DAY)
    assert all(source.form != "by_hand" for source in choose_sources(read_official(), None))
