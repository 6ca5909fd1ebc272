"""Access to a visitor's venues: read, refused row by row, told apart from the bases."""

import re

import numpy as np
from streamlit.testing.v1 import AppTest

from footprints.access.supply import take_venues
from footprints.access.surface import AccessQuestion, measure_surface
from footprints.scope import in_scope
from geodata.rawfiles import open_upload
from geodata.readers.venues import read_venues
from pages.components.access.venues import NO_VENUES
from pages.components.loaded import Loaded
from tests.pages.conftest import OpenApp, read_text
from tests.pages.test_data_page import submit

HALL = b"name,easting,northing,capacity\nCamden hall,529000,184000,500\n"


def upload(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader[0].set_value(("venues.csv", content, "text/csv"))
    return submit(app, "Use these venues")


def open_fair(open_app: OpenApp) -> AppTest:
    return open_app("access", ask="fair", area="la:202", measure="cumulative", reach="5")


def test_access_is_to_the_venues_that_were_uploaded(open_app: OpenApp, loaded: Loaded) -> None:
    app = upload(open_fair(open_app), HALL)
    text = read_text(app).replace("\\", "")
    assert "Read 1 venue of venues.csv; 0 rows refused." in text
    assert "your 1 venue with the places each offers" in text
    supply = read_venues(open_upload("venues.csv", HALL)).supply
    question = AccessQuestion("cumulative", threshold=5.0)
    access = measure_surface(question, loaded.schools, supply).table["access"]
    counted = in_scope(loaded.schools, "state_funded") & loaded.schools["la_code"].eq("202")
    here = access.reindex(loaded.schools.loc[counted, "urn"])
    assert f"half have {here.median():.2f} places or more" in text
    app = submit(app, "Back to the bases")
    assert "your 1 venue" not in read_text(app)


def test_a_bad_file_changes_nothing_and_says_why(open_app: OpenApp) -> None:
    app = upload(open_fair(open_app), b"name\nCamden hall\n")
    assert "easting" in app.error[0].value
    assert "Nothing else is affected." in app.error[0].value
    app = upload(app, b"name,easting,northing,capacity\n<b>x</b>,1,2,3\n")
    assert "None of the rows of venues.csv is a venue" in app.error[0].value.replace("\\", "")
    assert "your" not in re.findall(r"Straight lines whatever.*", read_text(app))[0]


def test_an_address_with_venues_that_are_not_here_is_noted(open_app: OpenApp) -> None:
    app = open_app("access", ask="fair", area="la:202", supply="venues")
    assert NO_VENUES in [note.value for note in app.info]
    hostile = open_app("access", ask="fair", area="la:202", supply="<script>")
    notes = " ".join(note.value for note in hostile.info)
    assert "a supply that is not known here" in notes
    assert "<script>" not in notes


def test_a_venue_without_capacity_offers_nothing_that_is_known() -> None:
    raw = open_upload("v.csv", b"name,easting,northing,capacity\nHall,529000,184000,\n")
    sites = read_venues(raw).supply.sites
    assert np.isnan(take_venues(sites).sites["capacity"]).all()
