import pytest

from geodata.filedates import date_from_name


@pytest.mark.parametrize(
    ("name", "as_of"),
    [
        ("ofsted_mi_2025-08-31.parquet", "2025-08-31"),
        ("edubasealldata20250422.csv", "2025-04-22"),
        ("MI_as_at_31_Aug_2025.csv", "2025-08-31"),
        ("gias_2024-06.csv.gz", "2024-06"),
        ("LAD_May_2024_Boundaries_BUC_-3799209068982948111.gpkg", "2024-05"),
        ("lad_2022_december.gpkg", "2022-12"),
        ("schools_2025.parquet", "2025"),
        ("census_2022-23.csv", "2022"),
        ("outer_2019.zip/inner20250422.csv", "2025-04-22"),
        ("outer_2019.zip/inner.csv", "2019"),
        ("mayfield_2024.csv", "2024"),
        ("rows_20251399.csv", None),
        ("links.csv", None),
    ],
)
def test_a_date_in_a_name_is_as_exact_as_stated(name: str, as_of: str | None) -> None:
    assert date_from_name(name) == as_of
