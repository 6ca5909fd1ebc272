"""The page of a saved map: folium's parts in one HTML file that may load nothing."""

import base64
import hashlib
import re
from dataclasses import dataclass

from branca.element import Figure
from folium.template import Template

_CLOSES = re.compile(r"<(?:/(?:script|style)|!--)", re.IGNORECASE)


@dataclass(frozen=True)
class Caption:
    """
    The words around a saved map.

    `as_of` is the date of the schools' records in words, `sources` says who published what,
    `notice` is a warning above the map, such as that its schools are invented.
    """

    title: str
    as_of: str
    sources: tuple[str, ...]
    licence: str
    attribution: str
    notice: str | None = None


class SavedPage(Figure):  # type: ignore[misc]  # branca has no types
    """
    A figure with a title and words around its map, whose scripts and styles are in it.

    Only those run: the policy names each by its hash, so that even a slip in escaping a name
    could start no script, and nothing may be fetched. Folium's own header is left out: it would
    forbid to zoom the page.
    """

    _template = Template(
        """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ this.caption.title|e }}</title>
{% for style in this.styles %}<style>{{ style }}</style>
{% endfor %}</head>
<body>
<header class="saved-head">
<h1>{{ this.caption.title|e }}</h1>
{% if this.caption.notice %}<p class="saved-notice">{{ this.caption.notice|e }}</p>
{% endif %}<p>{{ this.summary|e }}</p>
</header>
<main class="saved-map">
{{ html }}
<p class="locals-panel" role="status">Loading the map…</p>
<noscript><p class="locals-panel">The map itself needs a browser that runs scripts: save this
file and open it in one.</p></noscript>
</main>
<footer class="saved-foot">
<h2>Sources</h2>
<p>School records of {{ this.caption.as_of|e }}. {{ this.caption.sources|join("; ")|e }}.</p>
<p>{{ this.caption.licence|e }}. {{ this.caption.attribution|e }}</p>
</footer>
{% for script in scripts %}<script>{{ script }}</script>
{% endfor %}</body>
</html>
"""
    )

    def __init__(
        self, caption: Caption, summary: str, *, styles: list[str], scripts: list[str]
    ) -> None:
        super().__init__()
        self._name = "SavedPage"
        self.caption = caption
        self.summary = summary
        self.styles = [check_inline(style) for style in styles]
        self.scripts = [check_inline(script) for script in scripts]

    def render(self, **kwargs: object) -> str:
        """Render the page; its scripts come first, then those of what it holds."""
        for child in self._children.values():
            child.render(**kwargs)
        scripts = [*self.scripts, check_inline(self.script.render(**kwargs))]
        page: str = self._template.render(
            this=self,
            html=self.html.render(**kwargs),
            scripts=scripts,
            policy=write_policy(scripts, self.styles),
        )
        return page


def check_inline(text: str) -> str:
    r"""
    Check that a script or a style can stand inside a page as it is.

    Parameters
    ----------
    text
        All of it.

    Returns
    -------
    text
        With line ends as a browser reads them, so that its hash is the browser's.

    Raises
    ------
    ValueError
        If it holds what would end it early.

    Examples
    --------
    >>> check_inline("a();\r\nb();")
    'a();\nb();'
    """
    if found := _CLOSES.search(text):
        raise ValueError(f"a script or style must not hold {found[0]!r}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_policy(scripts: list[str], styles: list[str]) -> str:
    """
    Write the policy under which these scripts and styles work and nothing else does.

    Parameters
    ----------
    scripts, styles
        As they stand in the page.

    Returns
    -------
    policy
        The value of a Content-Security-Policy.

    Examples
    --------
    >>> write_policy([], ["p {}"])[:56]
    "default-src 'none'; img-src data:; base-uri 'none'; form"
    """
    rules = ["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"]
    for kind, texts in (("script", scripts), ("style", styles)):
        hashes = [hashlib.sha256(text.encode()).digest() for text in texts]
        allowed = [f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes] or ["'none'"]
        rules.append(" ".join([f"{kind}-src", *allowed]))
    return "; ".join(rules)
