"""The search box in a test without a browser: type, read the answer, choose."""

import json
from typing import Any

from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from pages.components.search_box import KEY


def search(app: AppTest, query: object) -> AppTest:
    """Type into the box, as its JavaScript reports it."""
    state = WidgetState(id=_find_box(app).id, json_value=json.dumps({"query": query}))
    return _run(app, state)


def choose(app: AppTest, query: object, row: object) -> AppTest:
    """Choose a row of the answer to a query; the box is empty then."""
    box = _find_box(app)
    state = WidgetState(id=box.id, json_value=json.dumps({"query": ""}))
    event = {"event": "chosen", "value": {"query": query, "row": row}}
    trigger = WidgetState(
        id=f"$$STREAMLIT_INTERNAL_KEY_{box.id}__events", json_trigger_value=json.dumps([event])
    )
    return _run(app, state, trigger)


def read_answer(app: AppTest) -> dict[str, Any]:
    """Give what Python sent to the box."""
    answer: dict[str, Any] = json.loads(_find_box(app).json)
    return answer


def list_found(app: AppTest) -> list[str]:
    """List the labels the box offers."""
    return [row["label"] for row in read_answer(app)["found"]]


def _run(app: AppTest, *states: WidgetState) -> AppTest:
    """Run the app with what the browser says of the box and of all else."""
    everything = app._tree.get_widget_states()
    everything.widgets.extend(states)
    app._run(everything)
    assert not app.exception
    return app


def _find_box(app: AppTest) -> BidiComponent:
    """Find the box among the elements of the page."""
    protos = (getattr(node, "proto", None) for node in app._tree)
    boxes = [proto for proto in protos if getattr(proto, "component_name", "") == "search_box"]
    (box,) = boxes
    assert box.id.endswith(f"-{KEY}")
    return box
