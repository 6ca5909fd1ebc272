"""Services that fail: what was had is kept, what was not is counted, and the key stays secret."""

import datetime as dt
import logging
import re
import time
from email.utils import format_datetime
from pathlib import Path

import numpy as np
import pytest

from geodata.engines import service
from geodata.engines.engine import EngineError, Limits
from geodata.engines.remote import RemoteEngine
from geodata.engines.settings import KINDS
from tests.geodata.engines.conftest import MakeEngine, Waits
from tests.geodata.engines.routingserver import Fault, World, busy, drop, hang, page, pass_on, say
from tests.geodata.engines.test_engines import ENDS, KM, STARTS, every_kind, without

KEY = "5b3c-secret-e597"
HALF = {
    "valhalla": {"sources_to_targets": {"distances": [[1.0] * 3], "durations": [[60] * 3]}},
    "osrm": {"code": "Ok", "distances": [[1.0] * 3], "durations": [[60] * 3]},
    "openrouteservice": {"distances": [[1.0] * 3], "durations": [[60] * 3]},
}


def in_rows(engine: RemoteEngine) -> RemoteEngine:
    """Ask row by row, so that a fault costs one."""
    return RemoteEngine(engine.service, type(engine.dialect)(limits=Limits(3, 4)))


# Faults that pass


@every_kind
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again(
    kind: str, status: int, make_engine: MakeEngine, world: World, waits: Waits
) -> None:
    world.faults["matrix"] = [busy(status, Retry_After="7")]
    found = make_engine(kind).measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, KM, rtol=1e-4)
    assert waits == [7.0]


def test_a_wait_until_a_date_is_heeded(
    make_engine: MakeEngine, world: World, waits: Waits
) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    world.faults["matrix"] = [busy(503, Retry_After=format_datetime(until, usegmt=True))]
    make_engine().measure(STARTS, ENDS)
    assert len(waits) == 1
    assert 50 < waits[0] <= 60


def test_too_many_requests_without_a_wait_stated_are_spaced_out(
    make_engine: MakeEngine, world: World, waits: Waits
) -> None:
    world.faults["matrix"] = [busy(429), busy(429, Retry_After="soon")]
    make_engine("openrouteservice").measure(STARTS, ENDS)
    assert waits == [service.RATE_WAIT_S] * 2


def test_a_wait_beyond_our_patience_is_not_cut_short(
    make_engine: MakeEngine, world: World, waits: Waits
) -> None:
    world.faults["matrix"] = [busy(429, Retry_After="3600")]
    with pytest.raises(EngineError, match="asks not to be asked again for 3600 seconds"):
        make_engine().measure(STARTS, ENDS)
    assert waits == []
    assert world.matrices() == []


def test_a_dropped_answer_is_asked_for_again(make_engine: MakeEngine, world: World) -> None:
    world.faults["matrix"] = [drop, hang(0.0)]
    np.testing.assert_allclose(make_engine().measure(STARTS, ENDS).km, KM)


def test_a_silent_service_is_given_up_in_bounded_time(
    make_engine: MakeEngine, world: World
) -> None:
    world.every = hang(0.5)
    begun = time.monotonic()
    with pytest.raises(EngineError, match=r"no answer for 0\.1 seconds \(tried 3 times\)"):
        make_engine(stall_s=0.1).measure(STARTS, ENDS)
    assert time.monotonic() - begun < 3


def test_an_answer_that_stalls_half_way_is_given_up(make_engine: MakeEngine, world: World) -> None:
    world.every = lambda handler: handler.stall(b'{"units": 1}', 5, 0.5)
    with pytest.raises(EngineError, match=r"no data for 0\.1 seconds \(tried 3 times\)"):
        make_engine(stall_s=0.1).measure(STARTS, ENDS)


def test_an_answer_without_end_is_cut(
    make_engine: MakeEngine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LARGEST_ANSWER_BYTES", 1000)
    world.every = lambda handler: handler.answer(b" " * 2000 + b"{}")
    with pytest.raises(EngineError, match="an answer without end"):
        make_engine().measure(STARTS, ENDS)


# Faults that stay


@every_kind
def test_half_a_matrix_names_engine_and_remedy(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    world.every = say(HALF[kind])
    with pytest.raises(EngineError, match="`distances` has 1 of 5 rows") as caught:
        make_engine(kind).measure(STARTS, ENDS)
    message = str(caught.value)
    assert message.startswith(f"{kind} at 127.0.0.1:")
    assert "LOCALS_ENGINE_URL" in message


@every_kind
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (say([]), "half a matrix came, or none|refused"),
        (say(None), "half a matrix came, or none|refused"),
        (page(), "not JSON"),
        (lambda handler: handler.answer(b'{"code": "Ok", "dist'), "not JSON"),
        (lambda handler: handler.answer(b"\xff\xfe\x00"), "not JSON"),
    ],
)
def test_nonsense_is_an_error_that_names_the_engine(
    kind: str, fault: object, said: str, make_engine: MakeEngine, world: World
) -> None:
    world.every = fault
    with pytest.raises(EngineError, match=f"^{kind} at 127.*({said})"):
        make_engine(kind).measure(STARTS, ENDS)


@every_kind
@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ([page()], "not JSON"),
        ([say({"code": "Ok", "a": 1})], "no `distances`"),
        ([busy(500)] * 3, r"the service answered 500 \(tried 3 times\)"),
        ([page(400)], r"refused \(400\)"),
    ],
)
def test_one_block_that_fails_costs_only_itself(
    kind: str, faults: list[Fault], said: str, make_engine: MakeEngine, world: World
) -> None:
    world.faults["matrix"] = list(faults)
    found = in_rows(make_engine(kind)).measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, without(KM, [0], []), rtol=1e-4)
    assert [failure.n_cells for failure in found.failures] == [3]
    assert re.search(f"{kind} at .*{said}", found.failures[0].message)
    assert f"3 pairs could not be had: {kind} at" in found.note


def test_three_failures_in_a_row_end_it_and_the_rest_is_counted(
    make_engine: MakeEngine, world: World
) -> None:
    engine = in_rows(make_engine("osrm"))
    world.faults["matrix"] = [pass_on, page(), page(), page()]
    found = engine.measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, without(KM, [1, 2, 3, 4], []), rtol=1e-4)
    assert [failure.n_cells for failure in found.failures] == [3, 3, 3, 3]
    assert found.failures[-1].message == "not asked after the failure before"
    assert found.n_failed == 12


@every_kind
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_ends_it_at_once(
    kind: str, status: int, make_engine: MakeEngine, world: World
) -> None:
    world.every = say({"error": f"Access disallowed for {KEY}"}, status)
    with pytest.raises(EngineError, match="Check LOCALS_ENGINE_KEY") as caught:
        in_rows(make_engine(kind, key=KEY)).measure(STARTS, ENDS)
    assert KEY not in str(caught.value)
    assert len([path for path, _ in world.asked if path == "fault"]) == 1


@every_kind
def test_a_refusal_is_quoted(kind: str, make_engine: MakeEngine, world: World) -> None:
    refusals = {
        "valhalla": {"error_code": 125, "error": "No costing method found"},
        "osrm": {"code": "InvalidQuery", "message": "No costing method found"},
        "openrouteservice": {"error": {"code": 6003, "message": "No costing method found"}},
    }
    world.every = say(refusals[kind], 400)
    with pytest.raises(EngineError, match=r"refused \(400\) saying 'No costing method found'"):
        make_engine(kind).measure(STARTS, ENDS)
    assert len([path for path, _ in world.asked if path == "fault"]) == 1


@every_kind
def test_a_wrong_address_is_said_to_be_one(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    world.every = page(404)
    with pytest.raises(EngineError, match=r"refused \(404\)\. Check that LOCALS_ENGINE"):
        make_engine(kind).measure(STARTS, ENDS)


def test_a_service_that_moved_is_not_followed(make_engine: MakeEngine, world: World) -> None:
    world.every = busy(302, Location="http://127.0.0.1:9/elsewhere")
    with pytest.raises(EngineError, match=r"sends us elsewhere \(302\)"):
        make_engine(key=KEY).measure(STARTS, ENDS)


@every_kind
def test_nobody_at_the_address_is_said(kind: str, make_engine: MakeEngine) -> None:
    engine = make_engine(kind)
    nobody = type(engine.service)(kind, "http://127.0.0.1:9", "", engine.service.patience)
    said = f"^{kind} at 127.0.0.1:9: could not be reached.*unset both to do without"
    with pytest.raises(EngineError, match=said):
        in_rows(RemoteEngine(nobody, KINDS[kind])).measure(STARTS, ENDS)


def test_other_units_are_not_taken_for_kilometres(make_engine: MakeEngine, world: World) -> None:
    rows = {"distances": [[1.0] * 3] * 5, "durations": [[60] * 3] * 5}
    world.every = say({"sources_to_targets": rows, "units": "miles"})
    with pytest.raises(EngineError, match="other units than kilometres"):
        make_engine().measure(STARTS, ENDS)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"locations": [{}]},
        [{"edges": [{"way_id": 1}]}] * 5,
        [{"edges": ["no"]}] * 5,
    ],
)
def test_a_locate_that_makes_no_sense_is_done_without(
    answer: object, make_engine: MakeEngine, world: World
) -> None:
    world.faults["locate"] = [say(answer)]
    world.roadless = {STARTS[2]}
    found = make_engine().measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, without(KM, [2], []))


# The key


def test_the_key_is_sent_and_shown_nowhere(
    make_engine: MakeEngine,
    world: World,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else")
    monkeypatch.setenv("NETRC", str(netrc))
    caplog.set_level(logging.DEBUG)
    engine = make_engine("openrouteservice", key=KEY)
    found = engine.measure(STARTS, ENDS)
    assert set(world.keys) == {KEY}
    for text in (repr(engine), repr(found), found.how, found.note, caplog.text):
        assert KEY not in text


@every_kind
def test_a_key_that_a_service_repeats_is_taken_out(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    said = f"unknown key {KEY}"
    refusals = {
        "valhalla": {"error_code": 199, "error": said},
        "osrm": {"code": "InvalidValue", "message": said},
        "openrouteservice": {"error": said},
    }
    world.every = say(refusals[kind], 400)
    with pytest.raises(EngineError, match=r"unknown key \(key\)") as caught:
        make_engine(kind, key=KEY).measure(STARTS, ENDS)
    assert KEY not in str(caught.value)
