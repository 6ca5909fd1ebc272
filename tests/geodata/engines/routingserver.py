"""Routing services on 127.0.0.1 that answer, and fail, as the real ones document."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.geodata.fetch.localserver import Handler as QuietHandler

Point = tuple[float, float]
Fault = Callable[["Handler"], None]

# where nothing is said otherwise: Valhalla's 400 km limit in this flat world
FAR_KM = 400.0


def way_km(start: Point, end: Point) -> float:
    """A way that is longer eastward, so that a transposed matrix shows."""
    east = end[0] - start[0]
    return 110.0 * abs(end[1] - start[1]) + 70.0 * abs(east) + (0.5 if east > 0 else 0.0)


def way_seconds(start: Point, end: Point) -> float:
    return round(way_km(start, end) * 90)


@dataclass
class World:
    """What the services know, what they are told to do wrong, and what they were asked."""

    roadless: set[Point] = field(default_factory=set)
    island: set[Point] = field(default_factory=set)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    every: Fault | None = None
    limit: int = 2500
    names_bad_points: bool = True
    concise: bool = True
    has_locate: bool = True
    refuses_pairs: bool = False
    asked: list[tuple[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    base: str = ""

    def matrices(self) -> list[tuple[int, int]]:
        """The shapes asked for so far."""
        return [shape for path, shape in self.asked if path == "matrix"]

    def reaches(self, start: Point, end: Point) -> bool:
        return (start in self.island) == (end in self.island)

    def table(self, starts: list[Point], ends: list[Point], way: Callable) -> list[list[Any]]:
        return [[way(a, b) if self.reaches(a, b) else None for b in ends] for a in starts]


class Handler(QuietHandler):
    """Answers for all three services, told apart by their paths."""

    world: World

    def do_GET(self) -> None:  # noqa: N802  the base class's name
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self._serve(parts.path, query)

    def do_POST(self) -> None:  # noqa: N802  the base class's name
        length = int(self.headers.get("Content-Length", "0"))
        self._serve(urlsplit(self.path).path, json.loads(self.rfile.read(length)))

    def _serve(self, path: str, question: dict[str, Any]) -> None:
        self.close_connection = True
        self.world.keys.append(self.headers.get("Authorization"))
        kind = "locate" if path == "/locate" else "matrix"
        waiting = self.world.faults.get(kind, [])
        fault = waiting.pop(0) if waiting else self.world.every if kind == "matrix" else None
        if fault and fault is not pass_on:
            self.world.asked.append(("fault", path))
            fault(self)
        elif path == "/locate":
            self._locate(question)
        elif path == "/sources_to_targets":
            self._valhalla(question)
        elif path.startswith("/table/v1/driving/"):
            self._osrm(path.rpartition("/")[2], question)
        elif path == "/v2/matrix/driving-car":
            self._openrouteservice(question)
        else:
            self.send({"error_code": 106, "error": "Try any of"}, 404)

    def send(self, content: object, status: int = 200, **headers: str) -> None:
        """Answer in JSON."""
        self.answer(json.dumps(content).encode(), status=status, headers=headers)

    # Valhalla: API references of matrix and locate

    def _locate(self, question: dict[str, Any]) -> None:
        if not self.world.has_locate:
            self.send({"error_code": 106, "error": "Try any of", "status_code": 404}, 404)
            return
        points = [(p["lon"], p["lat"]) for p in question["locations"]]
        self.world.asked.append(("locate", len(points)))
        places = []
        for lon, lat in points:
            edge = {"way_id": 7, "correlated_lat": lat + 0.001, "correlated_lon": lon}
            bad = (lon, lat) in self.world.roadless
            edges = None if bad else [edge | {"side_of_street": "left", "percent_along": 0.5}]
            places.append({"input_lon": lon, "input_lat": lat, "nodes": None, "edges": edges})
        self.send(places if self.world.concise else {"locations": places})

    def _valhalla(self, question: dict[str, Any]) -> None:
        starts, ends = (
            [(p["lon"], p["lat"]) for p in question[side]] for side in ("sources", "targets")
        )
        assert question["costing"] == "auto"
        assert question["units"] == "kilometers"
        self.world.asked.append(("matrix", (len(starts), len(ends))))
        if len(starts) * len(ends) > self.world.limit:
            self._refuse(150, f"Exceeded max locations:{self.world.limit}")
        elif any(way_km(a, b) > FAR_KM for a in starts for b in ends):
            self._refuse(154, "Path distance exceeds the max distance limit: 400000 meters")
        elif self.world.roadless & {*starts, *ends}:
            self._refuse(171, "No suitable edges near location")
        elif self.world.refuses_pairs and 0 < len(self.world.island & {*starts, *ends}) < len(
            {*starts, *ends}
        ):
            self._refuse(170, "Locations are in unconnected regions")
        elif not any(self.world.reaches(a, b) for a in starts for b in ends):
            self._refuse(442, "No path could be found for input")
        else:
            self.send(self._valhalla_matrix(starts, ends))

    def _valhalla_matrix(self, starts: list[Point], ends: list[Point]) -> dict[str, Any]:
        km = self.world.table(starts, ends, way_km)
        seconds = self.world.table(starts, ends, way_seconds)
        about = {"units": "kilometers", "algorithm": "costmatrix"}
        if self.world.concise:
            return about | {"sources_to_targets": {"distances": km, "durations": seconds}}
        rows = [
            [
                {"from_index": i, "to_index": j, "time": seconds[i][j], "distance": km[i][j]}
                for j in range(len(ends))
            ]
            for i in range(len(starts))
        ]
        return about | {"sources_to_targets": rows, "sources": [], "targets": []}

    def _refuse(self, code: int, text: str) -> None:
        about = {"status_code": 400, "status": "Bad Request"}
        self.send({"error_code": code, "error": text} | about, 400)

    # OSRM: HTTP API, table service

    def _osrm(self, where: str, query: dict[str, str]) -> None:
        points = [tuple(float(x) for x in pair.split(",")) for pair in where.split(";")]
        starts, ends = (
            [points[int(at)] for at in query[side].split(";")]
            for side in ("sources", "destinations")
        )
        assert query["annotations"] == "duration,distance"
        self.world.asked.append(("matrix", (len(starts), len(ends))))
        bad = [at for at, point in enumerate(points) if point in self.world.roadless]
        if len(starts) * len(ends) > self.world.limit:
            self.send({"code": "TooBig", "message": "Too many table coordinates"}, 400)
        elif bad:
            text = "Could not find a matching segment for coordinate"
            named = f"{text} {bad[0]}" if self.world.names_bad_points else text
            self.send({"code": "NoSegment", "message": named}, 400)
        elif not any(self.world.reaches(a, b) for a in starts for b in ends):
            self.send({"code": "NoTable", "message": "No table found"}, 400)
        else:
            metres = self.world.table(starts, ends, lambda a, b: round(1000 * way_km(a, b), 1))
            self.send(
                {
                    "code": "Ok",
                    "distances": metres,
                    "durations": self.world.table(starts, ends, way_seconds),
                    "sources": [{"distance": 12.5, "name": "", "location": p} for p in starts],
                    "destinations": [{"distance": 4.25, "name": "", "location": p} for p in ends],
                }
            )

    # openrouteservice: matrix endpoint, error codes

    def _openrouteservice(self, question: dict[str, Any]) -> None:
        points = [tuple(pair) for pair in question["locations"]]
        starts, ends = (
            [points[int(at)] for at in question[side]] for side in ("sources", "destinations")
        )
        assert question["metrics"] == ["distance", "duration"]
        assert question["units"] == "km"
        self.world.asked.append(("matrix", (len(starts), len(ends))))
        bad = [
            [at for at, point in enumerate(side) if point in self.world.roadless]
            for side in (starts, ends)
        ]
        if len(starts) * len(ends) > self.world.limit:
            self._refuse_ors(6004, "Search parameter exceeds the limit", 400)
        elif any(bad) and self.world.names_bad_points:
            text = ". ".join(
                f"{side} point(s) {at} out of bounds: 0,0"
                for side, at in zip(("Source", "Destination"), bad, strict=True)
                if at
            )
            self._refuse_ors(6010, text, 404)
        else:
            self.send(self._ors_matrix(starts, ends))

    def _ors_matrix(self, starts: list[Point], ends: list[Point]) -> dict[str, Any]:
        gone = self.world.roadless

        def blank(table: list[list[Any]]) -> list[list[Any]]:
            return [
                [None if a in gone or b in gone else table[i][j] for j, b in enumerate(ends)]
                for i, a in enumerate(starts)
            ]

        return {
            "distances": blank(self.world.table(starts, ends, way_km)),
            "durations": blank(self.world.table(starts, ends, way_seconds)),
            "sources": [
                None if p in gone else {"location": p, "snapped_distance": 8.5} for p in starts
            ],
            "destinations": [
                None if p in gone else {"location": p, "snapped_distance": 2.0} for p in ends
            ],
            "metadata": {"service": "matrix", "engine": {"version": "9.5.0"}},
        }

    def _refuse_ors(self, code: int, text: str, status: int) -> None:
        self.send({"error": {"code": code, "message": text}, "info": {"timestamp": 1}}, status)


# Faults


def busy(status: int, **headers: str) -> Fault:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda handler: handler.answer(b"busy", status=status, headers=named)


def say(content: object, status: int = 200) -> Fault:
    return lambda handler: handler.send(content, status)


def page(status: int = 200) -> Fault:
    return lambda handler: handler.answer(b"<!DOCTYPE html><title>Sorry</title>", status=status)


def hang(seconds: float) -> Fault:
    return lambda _: time.sleep(seconds)


def pass_on(handler: Handler) -> None:
    """Stand for no fault, in a row of them."""


def drop(handler: Handler) -> None:
    """Promise a body and hang up."""
    handler.cut(b'{"sources_to_targets": {"distances": [[1', 20)


@contextmanager
def routing() -> Iterator[World]:
    """Serve a fresh world on a free port."""
    world = World()
    handler = type("Routing", (Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    world.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
