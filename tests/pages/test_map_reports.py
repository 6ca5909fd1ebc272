"""What the map tells comes from a browser: read what it sends, and nothing else."""

import pytest

from pages.components.map.reports import DrawnArea, SchoolClick, read_report

NOW = "1767225600000"
TRIANGLE = "-1.50000,53.80000;-1.40000,53.80000;-1.45000,53.90000"


def wrap(text: object) -> dict[str, object]:
    return {"last_object_clicked_tooltip": text}


def test_the_urn_is_read() -> None:
    assert read_report(wrap(f"136776:{NOW}")) == SchoolClick(136776)


def test_the_same_school_twice_is_two_values_of_one_urn() -> None:
    first, second = wrap("136776:1767225600000"), wrap("136776:1767225600900")
    assert first != second
    assert read_report(first) == read_report(second) == SchoolClick(136776)


@pytest.mark.parametrize("text", [f"polygon:{TRIANGLE}", "circle:-1.50000,53.80000,10.00"])
def test_an_area_is_read_as_it_was_drawn(text: str) -> None:
    assert read_report(wrap(f"area:{NOW}:{text}")) == DrawnArea(text)


def test_a_polygon_of_sixty_points_is_read_and_one_more_is_not() -> None:
    points = [f"{-10.99999 + i / 10:.5f},{47.5 + i / 10:.5f}" for i in range(61)]
    longest = "polygon:" + ";".join(points[:60])
    assert read_report(wrap(f"area:{NOW}:{longest}")) == DrawnArea(longest)
    assert read_report(wrap(f"area:{NOW}:polygon:{';'.join(points)}")) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "136776:1",
        wrap(None),
        wrap(136776),
        wrap(""),
        wrap("136776"),
        wrap("136776:"),
        wrap(":1"),
        wrap("0136776:1"),
        wrap("-136776:1"),
        wrap("136776:1\n"),
        wrap("136776:1 or 1=1"),
        wrap("1234567890123:1"),
        wrap("١٣٦٧٧٦:1"),
        wrap("<img src=x>:1"),
        wrap("area:1:"),
        wrap("area:1:nearest:5,-1.5,53.8"),
        wrap("area:1:unit:la:202"),
        wrap(f"area:polygon:{TRIANGLE}"),
        wrap(f"area:1:polygon:{TRIANGLE};"),
        wrap(f"area:1:polygon:{TRIANGLE}\n"),
        wrap("area:1:polygon:-1.5,53.8;-1.4,53.8"),
        wrap("area:1:polygon:-1.5,53.8;-1.4,53.8;99,53.8"),
        wrap("area:1:circle:-1.5,53.8"),
        wrap("area:1:circle:-1.5,53.8,0"),
        wrap("area:1:circle:-1.5,53.8,501"),
        wrap("area:1:circle:-11.5,53.8,5"),
        wrap("area:1:circle:-1.5,58.1,5"),
        wrap("area:1:circle:1e0,53.8,5"),
        wrap("area:1:circle:<b>,53.8,5"),
        wrap("area:1:polygon:" + "1" * 5_000),
    ],
)
def test_anything_else_is_no_report(value: object) -> None:
    assert read_report(value) is None
