"""The layers of the project and the shape of its modules, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("footprints", "geodata", "pages")
SCREEN = {"streamlit", "folium", "streamlit_folium", "branca", "pages", "app"}
FORBIDDEN = {
    # tables in, tables out: no file, network, clock, chance or screen
    "footprints": SCREEN
    | {"geodata", "pathlib", "os", "io", "shutil", "tempfile", "glob", "sqlite3", "pickle"}
    | {"requests", "urllib", "http", "socket", "ssl", "subprocess"}
    | {"time", "datetime", "zoneinfo", "random", "secrets", "uuid"},
    "geodata": SCREEN,
    "pages": {"app"},
}
# what reads a clock or a file without an import of its own
FORBIDDEN_BUILTINS = {
    "footprints": {"open", "input", "print", "exec", "eval", "__import__"},
    "geodata": {"exec", "eval", "input"},
    "pages": {"exec", "eval", "input"},
}
FORBIDDEN_METHODS = {
    "footprints": {"now", "today", "utcnow", "read_csv", "read_file", "read_parquet"}
    | {"read_pickle", "to_csv", "to_file", "to_parquet", "to_pickle"},
    "geodata": {"read_pickle", "to_pickle"},
    "pages": {"read_pickle", "to_pickle"},
}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "df"}
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 50
BRIEF_LINES = 8
MAX_PAGE_LINES = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def list_modules(*packages: str) -> list[str]:
    """List the modules of packages that exist, by path from the root."""
    files = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    return sorted(str(file.relative_to(ROOT)) for file in files)


def parse(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), filename=module)


def list_imports(module: str, tree: ast.Module) -> dict[str, int]:
    """Give the line of each module that is imported, at the top or inside a function."""
    package = Path(module).parent.parts
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name: node.lineno for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join([*base, *([node.module] if node.module else [])])
            found[name] = node.lineno
            found |= {f"{name}.{alias.name}": node.lineno for alias in node.names}
    return found


def list_functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """List the functions of a module and the methods of its classes, by dotted name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield prefix + node.name, node
            # as Python names them; a function within a function is nobody's to call
            yield from list_functions(node, f"{prefix}{node.name}._locals_.")
        elif isinstance(node, ast.ClassDef):
            yield from list_functions(node, f"{prefix}{node.name}.")


def is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def count_code_lines(node: ast.AST, source: list[str]) -> int:
    """Count the lines of a node without docstrings, comments and blank lines."""
    skipped: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Module | ast.ClassDef | Function) and ast.get_docstring(inner):
            text = inner.body[0]
            skipped |= set(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    first = getattr(node, "lineno", 1)
    last = getattr(node, "end_lineno", len(source))
    lines = [source[at - 1].strip() for at in range(first, last + 1) if at not in skipped]
    return sum(bool(line) and not line.startswith("#") for line in lines)


def list_parameters(function: Function) -> list[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    more = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return [a.arg for a in [*named, *more] if a.arg not in {"self", "cls"}]


@pytest.mark.parametrize("module", list_modules(*PACKAGES))
def test_a_layer_imports_nothing_above_it(module: str) -> None:
    package = Path(module).parts[0]
    broken = [
        f"{module}:{line} imports {name}"
        for name, line in list_imports(module, parse(module)).items()
        if name.split(".")[0] in FORBIDDEN[package]
    ]
    assert not broken, f"{package}/ must not: " + "; ".join(broken)


@pytest.mark.parametrize("module", list_modules(*PACKAGES))
def test_a_layer_does_not_reach_around_its_imports(module: str) -> None:
    package = Path(module).parts[0]
    broken = [
        f"{module}:{node.lineno} calls {ast.unparse(node.func)}"
        for node in ast.walk(parse(module))
        if isinstance(node, ast.Call) and _reaches_around(node.func, package)
    ]
    assert not broken, f"{package}/ must not: " + "; ".join(broken)


def _reaches_around(called: ast.expr, package: str) -> bool:
    """Tell a forbidden builtin, or a forbidden method of anything."""
    if isinstance(called, ast.Attribute):
        return called.attr in FORBIDDEN_METHODS[package]
    return isinstance(called, ast.Name) and called.id in FORBIDDEN_BUILTINS[package]


@pytest.mark.parametrize("module", list_modules("footprints", "geodata"))
def test_chance_is_seeded(module: str) -> None:
    unseeded = [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(parse(module))
        if isinstance(node, ast.Call) and _draws_unseeded(node)
    ]
    assert not unseeded, "give a seed: " + "; ".join(unseeded)


def _draws_unseeded(call: ast.Call) -> bool:
    """Tell numpy's global generator, or a new one without a seed."""
    name = ast.unparse(call.func)
    if name.endswith("random.default_rng") or name == "default_rng":
        return not call.args and not call.keywords
    return name.startswith(("np.random.", "numpy.random."))


@pytest.mark.parametrize("module", list_modules(*PACKAGES))
def test_a_module_is_short_and_named_by_a_noun(module: str) -> None:
    n_lines = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    assert n_lines <= MAX_MODULE_LINES, f"{module} has {n_lines} lines, split it by subject"
    stem = Path(module).stem
    assert stem not in VAGUE_NAMES, f"{module}: name it by what it is about"
    assert not stem.endswith(("_utils", "_helpers")), f"{module}: name it by what it is about"


@pytest.mark.parametrize("module", list_modules(*PACKAGES))
def test_a_function_is_short(module: str) -> None:
    source = (ROOT / module).read_text(encoding="utf-8").splitlines()
    sizes = {name: count_code_lines(f, source) for name, f in list_functions(parse(module))}
    long = {name: size for name, size in sizes.items() if size > MAX_FUNCTION_LINES}
    assert not long, f"{module}: functions above {MAX_FUNCTION_LINES} lines of code: {long}"


@pytest.mark.parametrize("module", list_modules("footprints", "geodata"))
def test_a_public_function_says_what_it_takes(module: str) -> None:
    source = (ROOT / module).read_text(encoding="utf-8").splitlines()
    silent = []
    for name, function in list_functions(parse(module)):
        if not is_public(name):
            continue
        text = ast.get_docstring(function) or ""
        # a method is read with its class, a few lines with their one sentence
        brief = count_code_lines(function, source) <= BRIEF_LINES
        owed = "." not in name and bool(list_parameters(function)) and not brief
        if not text:
            silent.append(f"{module}:{function.lineno} {name} has no docstring")
        elif owed and "Parameters\n----------\n" not in text and ">>>" not in text:
            silent.append(f"{module}:{function.lineno} {name} neither lists nor shows its input")
    assert not silent, "; ".join(silent)


@pytest.mark.parametrize("module", list_modules("footprints", "geodata"))
def test_a_documented_parameter_is_one_that_is_there(module: str) -> None:
    wrong = []
    for name, function in list_functions(parse(module)):
        text = ast.get_docstring(function) or ""
        if "Parameters\n----------\n" not in text:
            continue
        section = text.split("Parameters\n----------\n")[1].split("\n\n")
        told = _names_told("\n\n".join(section))
        if told != set(list_parameters(function)):
            there = sorted(list_parameters(function))
            wrong.append(f"{module}:{function.lineno} {name} takes {there}, tells {sorted(told)}")
    assert not wrong, "; ".join(wrong)


def _names_told(section: str) -> set[str]:
    """Give the names at the left margin, up to the next heading."""
    lines = section.splitlines()
    for at, line in enumerate(lines[1:], start=1):
        if line.startswith("---"):
            lines = lines[: at - 1]
            break
    heads = [line for line in lines if line and not line.startswith(" ")]
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


@pytest.mark.parametrize("page", sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("pages/*.py")))
def test_a_page_is_a_short_story(page: str) -> None:
    name = Path(page).name
    assert name == "__init__.py" or name.endswith("_page.py"), f"{page} must end in _page.py"
    source = (ROOT / page).read_text(encoding="utf-8").splitlines()
    n_lines = count_code_lines(parse(page), source)
    assert n_lines <= MAX_PAGE_LINES, f"{page} has {n_lines} lines of code; move widgets out"


@pytest.mark.parametrize("package", ["footprints", "geodata"])
def test_every_package_is_looked_at(package: str) -> None:
    assert f"{package}/__init__.py" in list_modules(package)


def test_the_checks_see_what_they_forbid() -> None:
    tree = ast.parse("import os.path\nfrom . import card\ndef f():\n    from geodata import x\n")
    seen = {name.split(".")[0] for name in list_imports("footprints/locals/card.py", tree)}
    assert seen == {"os", "footprints", "geodata"}
    draws = "np.random.rand(3); np.random.default_rng(); np.random.default_rng(7)"
    calls = [node for node in ast.walk(ast.parse(draws)) if isinstance(node, ast.Call)]
    assert [_draws_unseeded(call) for call in calls] == [True, True, False]
    code = 'def f(a):\n    """Say.\n\n    More.\n    """\n    # why\n\n    return a\n'
    assert count_code_lines(ast.parse(code).body[0], code.splitlines()) == 2
