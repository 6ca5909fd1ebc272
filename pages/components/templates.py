"""HTML from our own templates; every value from data is escaped."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    """Make the one environment: escaping on, a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, /, **values: object) -> str:
    """
    Fill a template.

    Parameters
    ----------
    template
        A file in the folder of templates.
    values
        What it shows; text is escaped.

    Returns
    -------
    html
        Safe to hand to `st.html`.
    """
    return _environment().get_template(template).render(**values)
