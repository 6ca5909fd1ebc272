"""Text from data on its way into Streamlit's Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    r"""
    Escape text so that Markdown shows it as it is.

    Parameters
    ----------
    text
        Anything; shown as its text, line breaks as spaces.

    Returns
    -------
    markdown
        Which renders as `text`.

    Examples
    --------
    >>> plain("<b>St *X*</b>")
    '\\<b\\>St \\*X\\*\\</b\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
