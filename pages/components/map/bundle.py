"""The browser's modules as one classic script, for a page that cannot load any."""

import re
from collections.abc import Mapping

_IMPORT = re.compile(
    r'^import \{(\s*[\w$]+(?:\s*,\s*[\w$]+)*\s*,?\s*)\} from "\./([\w-]+\.js)";$', re.MULTILINE
)
_EXPORT = re.compile(
    r"^export (?=(?:async )?function ([\w$]+)\(|const ([\w$]+) =|class ([\w$]+) )", re.MULTILINE
)
# what is left over after these forms were taken out, or could not stand inside a function
_OTHER = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*", re.MULTILINE)


class BundleError(ValueError):
    """A module is written in a form that `bundle_modules` does not know."""


def bundle_modules(sources: Mapping[str, str], entry: str) -> str:
    """
    Join modules into one classic script, each in the scope of a function of its own.

    Parameters
    ----------
    sources
        JavaScript by file name; those that `entry` does not reach are left out. The forms known
        are ``import { a, b } from "./x.js";`` and, before ``function``, ``async function``,
        ``const`` or ``class``, ``export``; each at the start of a line.
    entry
        The module that starts the others; its name in `sources`.

    Returns
    -------
    script
        The modules in the order in which they need each other.

    Raises
    ------
    BundleError
        If a form is another one, a module or a name in it is not there, or modules import each
        other in a circle; the message names file and line.

    Examples
    --------
    >>> modules = {"a.js": "export const one = 1;", "b.js": 'import { one } from "./a.js";'}
    >>> print(bundle_modules(modules, "b.js"))
    (() => {
    "use strict";
    const modules = {};
    modules["a.js"] = (() => {
    const one = 1;
    return { one };
    })();
    modules["b.js"] = (() => {
    const { one } = modules["a.js"];
    return {  };
    })();
    })();
    """
    if entry not in sources:
        raise BundleError(f"`entry` must be one of {sorted(sources)}, got {entry!r}")
    exports: dict[str, list[str]] = {}
    parts: list[str] = []

    def add(name: str, path: tuple[str, ...]) -> None:
        """Add a module after those that it needs; `path` led to it."""
        source = sources[name]
        for found in _IMPORT.finditer(source):
            where, needed = _locate(name, source, found), found[2]
            if needed in (*path, name):
                raise BundleError(f"{where}: a circle: {' > '.join((*path, name, needed))}")
            if needed not in sources:
                raise BundleError(f"{where}: there is no module {needed}")
            if needed not in exports:
                add(needed, (*path, name))
            for wanted in _split_names(found[1]):
                if wanted not in exports[needed]:
                    raise BundleError(f"{where}: {needed} does not export {wanted}")
        exports[name] = [function or constant or kind
                         for function, constant, kind in _EXPORT.findall(source)]  # fmt: skip
        parts.append(_wrap_module(name, source, exports[name]))

    add(entry, ())
    return "\n".join(['(() => {\n"use strict";\nconst modules = {};', *parts, "})();"])


def _wrap_module(name: str, source: str, exported: list[str]) -> str:
    """Put one module into a function that returns what it exports; lines stay lines."""
    body = _IMPORT.sub(lambda found: f'const {{{found[1]}}} = modules["{found[2]}"];', source)
    body = _EXPORT.sub("", body)
    if left := _OTHER.search(body):
        raise BundleError(f"{_locate(name, body, left)}: not a form known: {left[0].strip()!r}")
    return f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {", ".join(exported)} }};\n}})();'


def _split_names(text: str) -> list[str]:
    """Split the names between the braces of an import."""
    return [name for name in re.split(r"[,\s]+", text) if name]


def _locate(name: str, source: str, found: re.Match[str]) -> str:
    """Say file and line."""
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    return f"{name}, line {source.count(chr(10), 0, start) + 1}"
