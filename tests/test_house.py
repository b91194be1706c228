"""The house rules that a machine can check: exports, lazy imports, sizes, names, floors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sourcier

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "sourcier"
FILES = sorted(PACKAGE.rglob("*.py"))
PURE = ("read", "statements", "compare", "trace", "text", "model.py")
BANNED_FILES = {"utils.py", "helpers.py", "common.py", "base.py", "core.py", "manager.py", "misc.py"}
BANNED_IN_PURE = {
    "os",
    "time",
    "random",
    "socket",
    "ssl",
    "sqlite3",
    "subprocess",
    "http",
    "aiohttp",
    "sqlalchemy",
    "urllib.request",
    "secrets",
}
# What each of these would drag in only serves libraries, servers and fetching.
LAZY = ("sqlite3", "sqlalchemy", "alembic", "aiohttp", "feedparser", "starlette", "duckdb", "ray", "psycopg", "click", "fastwarc")


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (inner for inner in _functions(node) if not inner.name.startswith("_"))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_the_face_exports_what_it_says() -> None:
    public = {name for name in vars(sourcier) if not name.startswith("_")} | {"__version__"}
    rooms = {path.stem for path in PACKAGE.iterdir()} | {"annotations", "TYPE_CHECKING"}
    assert public - rooms == set(sourcier.__all__)
    assert sourcier.__all__ == sorted(sourcier.__all__)


def test_every_error_of_the_tree_is_exported() -> None:
    def below(error: type[BaseException]) -> Iterator[type[BaseException]]:
        for child in error.__subclasses__():
            yield child
            yield from below(child)

    ours = {error.__name__ for error in below(sourcier.SourcierError) if error.__module__ == "sourcier.errors"}
    assert ours <= set(sourcier.__all__)


def test_importing_the_package_loads_no_web_no_store_no_client() -> None:
    code = f"import sys, sourcier; print([name for name in {LAZY!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 500
    for function in _functions(ast.parse(text)):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        assert length <= 80, f"{function.name} has {length} lines"
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        named = [a for a in arguments if a.arg not in {"self", "cls"}]
        assert len(named) <= 7, f"{function.name} takes {len(named)} arguments"
    for function in _public_functions(ast.parse(text)):
        assert function.args.kwarg is None, f"{function.name} takes keyword arguments of any name"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_names_are_those_of_the_house(path: Path) -> None:
    assert path.name not in BANNED_FILES
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the first line of a file says what is in the room"
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)}
    assert not names & {"source", "sources", "Source", "get_source"}, (
        "the word means four things: say outlet, speaker, derived_from, credit"
    )


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_touch_nothing_outside(room: str) -> None:
    place = PACKAGE / room
    for path in [place] if place.suffix else sorted(place.rglob("*.py")):
        found = set(_imports(ast.parse(path.read_text(encoding="utf-8")))) & BANNED_IN_PURE
        assert not found, f"{_name(path)} imports {found}"


def test_no_module_imports_itself_in_a_circle() -> None:
    grimp = pytest.importorskip("grimp")
    graph = grimp.build_graph("sourcier")
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            assert not graph.chain_exists(importer=imported, imported=module), f"{module} and {imported} import each other"


def test_code_holds_no_word_of_any_language() -> None:
    """Words with accents in code (not in docstrings or comments) are a sign that a rule escaped from its pack."""
    for room in ("read", "statements", "trace", "compare"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                    accented = [c for c in node.value if c.isalpha() and ord(c) > 0x7F]
                    words = [w for w in node.value.split() if len(w) > 3 and any(c.isalpha() and ord(c) > 0x7F for c in w) and w.isalpha()]
                    assert not words or len(accented) > 200, f"{_name(path)}:{node.lineno} {words}"
