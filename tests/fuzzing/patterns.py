"""Every regular expression of the product, and strings that make a careless one slow.

Comes in: the package's sources and the loaded pipeline. Goes out: the patterns, each with where it was found, and for
each the strings to try on it. How long they take is measured in test_patterns.py.

Found are literals that stand in the sources (also those given to `re.sub` and its like) and compiled patterns in
modules and in whatever the loaders of lexicons return. Not found: an expression put together at the call, and what a
library compiles for itself.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes
from re import _parser as parser
from typing import Any

import sayso

SOURCES = Path(sayso.__file__).parent
# Functions of `re` whose first argument is an expression.
_CALLS = set("search match fullmatch split findall finditer sub subn".split())
_PLAIN = (str, bytes, int, float, bool, type(None), type)
_LEAST_COPIES = 2
_HEAVY = ("load_pipeline", "load_countries")

Key = tuple[str | bytes, int]


@dataclass(frozen=True)
class Found:
    """One expression: where it is kept, and the methods that are called on it ("search" if that cannot be told)."""

    expression: str | bytes
    flags: int
    where: str
    methods: frozenset[str]


def find_patterns(*loaded: object) -> list[Found]:
    """Every expression of the package, and of what was loaded for it."""
    found: dict[Key, Found] = {}
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCES.rglob("*.py"))}
    for path, tree in trees.items():
        for literal in _literals(str(path.relative_to(SOURCES)), tree):
            found.setdefault((literal.expression, literal.flags), literal)
    called = _methods(trees)
    seen: set[int] = set()
    values = [
        (module.__name__, name, value) for module in _modules() for name, value in _held(module)
    ]
    values += [("loaded", type(value).__name__, value) for value in (*loaded, *_loadable())]
    for module, name, value in values:
        for field, pattern in _inside(name, value, seen):
            methods = called.get((module, field)) or called.get(("", field)) or {"search"}
            key = pattern.pattern, pattern.flags & ~re.UNICODE
            where = f"{module}.{name}" + ("" if field == name else f".{field}")
            found.setdefault(key, Found(*key, where, frozenset(methods)))
    return list(found.values())


def attacks_on(expression: str | bytes, flags: int, most: int) -> Iterator[tuple[str, str, str]]:
    """What to try on an expression: (beginning, what is repeated, end), the likeliest to hurt first."""
    text = expression.decode("latin-1") if isinstance(expression, bytes) else expression
    tree = parser.parse(text, flags & ~re.LOCALE & ~(re.UNICODE if flags & re.ASCII else 0))
    pumps: dict[tuple[str, str], None] = {}
    for before, body in _repeated(tree, ""):
        pumps.setdefault((before, body))
        pumps.setdefault(("", body))
        pumps.setdefault(("", before + body))
    for sign in (
        " ",
        "a",
        "A ",
        "1",
        "\n",
        "(",
        '"',
        "-",
        ", ",
        "1,",
        "a ",
        "A.",
        "<a ",
        "\n \n",
        "́",
    ):
        pumps.setdefault(("", sign))
    kept = [pump for pump in pumps if pump[1]][:most]
    for before, body in kept:
        yield before, body, "\x00!"
        yield before, body, ""


def _literals(path: str, tree: ast.Module) -> Iterator[Found]:
    """Expressions that are compiled at the call: re.sub(r"…", …)."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner, call, first = node.func.value, node.func.attr, node.args[0]
        is_of_re = isinstance(owner, ast.Name) and owner.id == "re" and call in _CALLS
        if is_of_re and isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
            yield Found(first.value, _flags(node), f"{path} re.{call}", frozenset({call}))


def _methods(trees: Mapping[Path, ast.Module]) -> dict[tuple[str, str], set[str]]:
    """(Module, name) → the methods of patterns called on it there; for a field, ("", name) → those called anywhere.

    "_LASTS.fullmatch(gap)" → fullmatch; "self.rules.listing.search(text)" → search
    """
    called: dict[tuple[str, str], set[str]] = {}
    for path, tree in trees.items():
        module = ".".join(("sayso", *path.relative_to(SOURCES).with_suffix("").parts))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _CALLS:
                owner = node.value
                if isinstance(owner, ast.Name):
                    called.setdefault((module, owner.id), set()).add(node.attr)
                elif isinstance(owner, ast.Attribute):
                    called.setdefault(("", owner.attr), set()).add(node.attr)
    return called


def _flags(call: ast.Call) -> int:
    """The flags named in a call: re.M, flags=re.IGNORECASE | re.DOTALL."""
    named = [n.attr for n in ast.walk(call) if isinstance(n, ast.Attribute) and n.attr.isupper()]
    flags = 0
    for name in named:
        flags |= int(getattr(re, name, 0))
    return flags


def _modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(sayso.__path__, "sayso."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def _held(module: Any) -> list[tuple[str, object]]:
    return list(vars(module).items())


def _loadable() -> Iterator[object]:
    """What every `load_…()` that asks for nothing returns; what extract/ loads comes with the pipeline."""
    for module in _modules():
        if module.__name__.startswith(("sayso.extract", "sayso.nlp")):
            continue
        for name, function in _held(module):
            is_here = getattr(function, "__module__", None) == module.__name__
            if name.lstrip("_").startswith("load_") and callable(function) and is_here:
                needed = inspect.signature(function).parameters.values()
                if all(p.default is not p.empty for p in needed) and name not in _HEAVY:
                    yield function()


def _inside(name: str, value: object, seen: set[int]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The compiled patterns in a value and whatever it holds, each with the name of the field that holds it."""
    waiting = [(name, value)]
    while waiting:
        field, now = waiting.pop()
        if isinstance(now, re.Pattern):
            yield field, now
            continue
        if isinstance(now, _PLAIN) or id(now) in seen:
            continue
        seen.add(id(now))
        waiting += _parts(field, now)


def _parts(name: str, value: object) -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        return [(name, part) for part in (*value.keys(), *value.values())]
    if isinstance(value, list | tuple | set | frozenset) and not hasattr(value, "_fields"):
        return [(name, part) for part in value]
    if not type(value).__module__.startswith("sayso"):
        return []
    names = [*getattr(value, "__dict__", ()), *getattr(value, "__struct_fields__", ())]
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names += [slots] if isinstance(slots, str) else slots
    return [(field, getattr(value, field, None)) for field in names]


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Each thing that an expression repeats without a small bound, as a string, with one that leads up to it."""
    for op, argument in tree:
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            least, most, body = argument
            for sample in _samples(body):
                if most >= _LEAST_COPIES and sample:
                    yield before, sample
            yield from _repeated(body, before)
            before += _sample(body) * max(1, min(int(least), 3))
        elif op is codes.BRANCH:
            for branch in argument[1][:40]:
                yield from _repeated(branch, before)
            before += _sample(argument[1][0])
        elif op is codes.SUBPATTERN:
            yield from _repeated(argument[3], before)
            before += _sample(argument[3])
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeated(argument[1], before)
        elif op is codes.ATOMIC_GROUP:
            yield from _repeated(argument, before)
            before += _sample(argument)
        else:
            before += _sample([(op, argument)])


def _samples(tree: Any) -> list[str]:
    """Some strings that a repeated body matches: one a branch, or one a kind of character of its set."""
    items = list(tree)
    if len(items) == 1:
        op, argument = items[0]
        if op is codes.SUBPATTERN:
            return _samples(argument[3])
        if op is codes.BRANCH:
            return [_sample(branch) for branch in argument[1][:6]]
        if op is codes.IN:
            return list(dict.fromkeys(_of_set(argument)))
    return [_sample(tree)]


def _of_set(items: Any) -> Iterator[str]:
    if items and items[0][0] is codes.NEGATE:
        matcher = re.compile("[^" + "".join(map(_written, items[1:])) + "]")
        yield from (sign for sign in "a 1A,-\n(" if matcher.match(sign))
        return
    for item in items[:6]:
        yield _sample([item])


def _written(item: Any) -> str:
    op, argument = item
    if op is codes.LITERAL:
        return re.escape(chr(argument))
    if op is codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return _CATEGORIES[argument][0]


_CATEGORIES = {
    codes.CATEGORY_DIGIT: (r"\d", "1"),
    codes.CATEGORY_NOT_DIGIT: (r"\D", "a"),
    codes.CATEGORY_SPACE: (r"\s", " "),
    codes.CATEGORY_NOT_SPACE: (r"\S", "a"),
    codes.CATEGORY_WORD: (r"\w", "a"),
    codes.CATEGORY_NOT_WORD: (r"\W", " "),
}


def _sample(tree: Any) -> str:
    """A string that an expression matches, look-arounds and back references left out."""
    made = ""
    for op, argument in tree:
        if op is codes.LITERAL:
            made += chr(argument)
        elif op is codes.NOT_LITERAL:
            made += "a" if argument != ord("a") else "b"
        elif op is codes.ANY:
            made += "a"
        elif op is codes.RANGE:
            made += chr(argument[0])
        elif op is codes.CATEGORY:
            made += _CATEGORIES[argument][1]
        elif op is codes.IN:
            made += next(_of_set(argument), "")
        elif op is codes.BRANCH:
            made += _sample(argument[1][0])
        elif op is codes.SUBPATTERN:
            made += _sample(argument[3])
        elif op is codes.ATOMIC_GROUP:
            made += _sample(argument)
        elif op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            made += _sample(argument[2]) * max(1, min(int(argument[0]), 3))
    return made
