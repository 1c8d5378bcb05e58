"""Dataclasses to JSON and back: one hook for sentences and numbers of NumPy, one rule for NaN.

A sentence becomes its English text, and its template and values stand beside it in an object called ``text``, under the
name of the field. An object that has a field of that name leaves this to the object around it. NaN becomes null; null
becomes NaN where a number is required and None where it may be missing.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from msgspec import inspect

from core.sentences import Sentence, from_plain, to_plain

TEXT = "text"
"""Under it stand the templates of an object's sentences."""
_MARK = "\0sentence"
_Value = TypeVar("_Value")
_FORMS: dict[object, inspect.Type] = {}
"""What the fields of a type are: to find it out takes as long as to read a run."""


def to_json(value: object) -> Any:
    """Return what JSON can hold: objects, lists, texts, numbers (NaN included), truth values and None.

    >>> to_json({"a": np.float32(0.5), "b": (np.int64(1), Path("x"))})
    {'a': 0.5, 'b': [1, 'x']}
    """
    return _split(msgspec.to_builtins(value, enc_hook=_encode, str_keys=True))[0]


def from_json(values: Any, kind: type[_Value]) -> _Value:
    """Read what ``to_json`` returned, as a value of ``kind``; fields that are missing take their default.

    Raises
    ------
    msgspec.ValidationError
        A field is missing that has no default, or a value is of another type; the message names the place.
    """
    form = _FORMS.get(kind) or _FORMS.setdefault(kind, inspect.type_info(kind))
    filled = _fill(_join(values), form)
    read: _Value = msgspec.convert(filled, kind, str_keys=True)
    return read


def write_json(value: object, path: Path) -> None:
    """Write a value as strict JSON in UTF-8 with an indent of 2; fields keep their order."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(to_json(value)), indent=2) + b"\n")


def read_json(path: Path) -> Any:
    """Read JSON as plain values; raise ``msgspec.DecodeError`` where it is none."""
    return msgspec.json.decode(path.read_bytes())


def _encode(value: object) -> Any:
    if isinstance(value, Sentence):
        return {_MARK: to_plain(value), "english": str.__str__(value)}
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no place in JSON")


def _split(value: Any) -> tuple[Any, Any]:
    """Return a value in English, and the templates that the object around it has to keep; None where there are none."""
    if isinstance(value, (list, tuple)):
        parts = [_split(each) for each in value]
        has_templates = any(templates is not None for _, templates in parts)
        templates_of = [english if own is None else own for english, own in parts] if has_templates else None
        return [english for english, _ in parts], templates_of
    if not isinstance(value, dict):
        return value, None
    if _MARK in value:
        return value["english"], value[_MARK]
    fields = {name: _split(inner) for name, inner in value.items()}
    plain = {name: english for name, (english, _) in fields.items()}
    templates = {name: own for name, (_, own) in fields.items() if own is not None}
    if not templates or TEXT in plain:
        return plain, templates or None
    return {**plain, TEXT: templates}, None


def _join(value: Any) -> Any:
    """Put sentences in the place of their English text."""
    if isinstance(value, list):
        return [_join(each) for each in value]
    if not isinstance(value, dict):
        return value
    templates = value.get(TEXT)
    if not isinstance(templates, dict):
        return {name: _join(inner) for name, inner in value.items()}
    rest = {name: _join(inner) for name, inner in value.items() if name != TEXT}
    return {**rest, **{name: _apply(rest[name], own) for name, own in templates.items() if name in rest}}


def _apply(plain: Any, templates: Any) -> Any:
    if isinstance(templates, list):
        return [_apply(each, own) for each, own in zip(plain, templates, strict=True)]
    if isinstance(plain, dict):
        return {**plain, **{name: _apply(plain[name], own) for name, own in templates.items()}}
    try:
        return from_plain(templates)
    except (ValueError, TypeError, LookupError):  # a number that is not finite became null, which no format takes
        return plain


def _fill(value: Any, kind: inspect.Type) -> Any:
    """Put NaN in the place of null where ``kind`` asks for a number."""
    match kind:
        case inspect.FloatType():
            return math.nan if value is None else value
        case inspect.UnionType(types=kinds) if value is not None:
            return _fill(value, next(each for each in kinds if not isinstance(each, inspect.NoneType)))
        case inspect.DataclassType(fields=fields) if isinstance(value, dict):
            known = {field.encode_name: field.type for field in fields}
            return {name: _fill(inner, known[name]) for name, inner in value.items() if name in known}
        case inspect.DictType(value_type=inner_kind) if isinstance(value, dict):
            return {name: _fill(inner, inner_kind) for name, inner in value.items()}
        case inspect.VarTupleType(item_type=item_kind) | inspect.ListType(item_type=item_kind) if isinstance(
            value, list
        ):
            return [_fill(each, item_kind) for each in value]
        case inspect.TupleType(item_types=item_kinds) if isinstance(value, list):
            return [_fill(each, item_kind) for each, item_kind in zip(value, item_kinds, strict=True)]
    return value
