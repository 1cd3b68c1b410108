# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Checks the arguments of a call against the type hints of the function."""

import difflib
import os
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from numbers import Integral, Real
from pathlib import Path as FilePath
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from .errors import Error
from .options import Path


def check(function: Callable[..., object], given: Mapping[str, Any]) -> None:
    """given: the locals() of the function in its first line.

    Raises TypeError for an unknown option and for a value of another type, ValueError for a word that
    is none of those listed, Error for a path that no file can have.
    """
    hints, options = _hints(function)
    for name, value in given.items():
        if name != "options":
            _check_value(f"{function.__name__}(): {name}", name, value, hints[name])
    for name, value in given["options"].items():
        if name not in options:
            near = difflib.get_close_matches(name, sorted(options), 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise TypeError(f"{function.__name__}() has no option '{name}'{hint}")
        _check_value(f"{function.__name__}(): {name}", name, value, options[name])


@cache
def _hints(function: Callable[..., object]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the parameters, and of the options behind **options: Unpack[…]."""
    hints = get_type_hints(function)
    (options,) = get_args(hints["options"])
    return hints, get_type_hints(options)


def _check_value(where: str, name: str, value: object, hint: Any) -> None:
    choices = _choices(hint)
    if not any(_fits(value, choice) for choice in choices):
        has_words = any(get_origin(choice) is Literal for choice in choices)
        kind = ValueError if has_words and isinstance(value, str) else TypeError
        raise kind(f"{where}: expected {_names(choices)}, got {reprlib.repr(value)}")
    if any(get_origin(choice) is os.PathLike for choice in choices):
        for one in value if isinstance(value, (list, tuple)) else [value]:
            _check_path(where, name, one)


def _check_path(where: str, name: str, path: object) -> None:
    if not isinstance(path, (str, bytes)):
        return
    if not path:
        raise Error(f"{where}: the path is empty", "invalid_argument", name)
    if "\0" in os.fsdecode(path):
        raise Error(f"{where}: the path has a null character", "invalid_argument", name)


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) is Union else (hint,)


def _fits(value: object, hint: Any) -> bool:
    kind = get_origin(hint) or hint
    if kind is Literal:
        return value in get_args(hint)
    if kind is Callable:
        # An object in place of the class that makes it is refused later, with the reason.
        made = get_args(hint)[-1]
        return callable(value) or (made is not object and isinstance(value, made))
    if kind is Sequence:
        # Anything that can be iterated will do; only lists can be looked at without using them up.
        (item_hint,) = get_args(hint)
        items = value if isinstance(value, (list, tuple)) else ()
        return (
            isinstance(value, Iterable)
            and not isinstance(value, (str, bytes))
            and all(any(_fits(item, choice) for choice in _choices(item_hint)) for item in items)
        )
    if kind is bool:
        return isinstance(value, (bool, np.bool_))
    if kind in (int, float):  # also NumPy's numbers
        return isinstance(value, Integral if kind is int else Real) and not isinstance(value, bool)
    return isinstance(value, kind)


def _names(choices: Sequence[Any]) -> str:
    names = list(dict.fromkeys(name for choice in choices for name in _names_of(choice)))
    if "path" in names:
        names = [name for name in names if name not in ("str", "bytes")]
    return ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else names[0]


def _names_of(hint: Any) -> list[str]:
    kind = get_origin(hint) or hint
    if kind is Literal:
        return [repr(word) for word in get_args(hint)]
    if kind is Callable:
        return ["class or function"]
    if kind is Sequence:
        return ["sequence of " + _names(_choices(get_args(hint)[0]))]
    return {os.PathLike: ["path"], type(None): ["None"]}.get(kind, [kind.__name__])


def path(name: Path) -> FilePath:
    """A name of any kind, also of bytes that are no text."""
    return FilePath(os.fsdecode(name))


def paths(names: Union[Path, Iterable[Path]]) -> list[FilePath]:
    """One name or several."""
    if isinstance(names, (str, bytes, os.PathLike)):
        return [path(names)]
    return [path(name) for name in names]
