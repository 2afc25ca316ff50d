"""TOML texts, read and checked against a model; what is wrong with one is said in a line."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from pydantic import Field, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

M = TypeVar("M")

Words = Annotated[str, Field(min_length=1)]
"""A text that is not empty."""

_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_DAYS = {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"}
_KINDS = {
    "string_type": "a text in quotes",
    "tuple_type": "a list in [ ]",
    "bool_type": "true or false",
    "pattern_regex": "a regular expression",
}


def read_toml(text: str, model: type[M]) -> M:
    """Read and check a TOML text; `model` is one of pydantic's models, or of its dataclasses.

    Raises ValueError, saying in one line which entry and key is wrong, how, and what is allowed; of an entry among
    several, the message gives number and id or name.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is no TOML: {error}") from error
    try:
        return TypeAdapter(model).validate_python(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        told = next((one for one in errors if one["type"] in _UNKNOWN), errors[0])  # may be what is missing, misspelt
        raise ValueError(_explain(told, model, data)) from None


def _explain(error: ErrorDetails, model: Any, data: dict[str, Any]) -> str:
    """One of pydantic's errors as: which entry, which key, what is wrong."""
    *places, key = error["loc"] or ("",)
    if error["type"] in _UNKNOWN:
        known = ", ".join(_fields_of(_model_at(model, places)))
        return f"{_name_place(places, data)}unknown key {key}; known are {known}"
    what = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if error["type"] == "missing":
        what = "is missing"
    elif error["type"] in _DAYS:
        what = f"{error['input']} is no date such as 2020-05-17"
    elif error["type"] == "literal_error":
        what = f"{error['input']} is none of {error['ctx']['expected']}"
    elif error["type"] in _KINDS:
        what = f"{error['input']} is not {_KINDS[error['type']]}"
    return f"{_name_place(error['loc'], data)}{what}"


def _fields_of(model: Any) -> dict[str, FieldInfo]:
    """The fields by their names in a file."""
    return {field.alias or name: field for name, field in model.__pydantic_fields__.items()}


def _model_at(model: Any, places: list[str | int]) -> Any:
    """The model of the table at a place."""
    for place in places:
        if isinstance(place, str):
            model = next(_models_in(_fields_of(model)[place].annotation))
    return model


def _models_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and hasattr(annotation, "__pydantic_fields__"):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _name_place(places: Any, data: Any) -> str:
    """Name entry and key: `document 2 (west): written_on: `."""
    words: list[str] = []
    for place in places:
        data = data[place] if isinstance(data, dict | list) and _has(data, place) else None
        if isinstance(place, int):
            name = (data.get("id") or data.get("name")) if isinstance(data, dict) else None
            words[-1:] = [f"{words[-1]} {place + 1}{f' ({name})' if name else ''}" if words else str(place + 1)]
        else:
            words.append(place)
    return "".join(f"{word}: " for word in words)


def _has(data: dict[str, Any] | list[Any], place: str | int) -> bool:
    return place in data if isinstance(data, dict) else isinstance(place, int) and place < len(data)
