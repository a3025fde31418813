"""Loads the settings, and says all that is wrong with them in sentences."""

import logging
from decimal import Decimal
from pathlib import Path
from typing import get_args

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource

from bot.config.settings import Settings
from bot.config.values import shortened
from engine.errors import SettingsError

log = logging.getLogger(__name__)

PROBLEMS = {
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "decimal_parsing": "must be a number, with a point before its fraction",
    "finite_number": "must be a number",
    "bool_parsing": "must be true or false",
    "literal_error": "must be {expected}",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "string_pattern_mismatch": "does not look right",
}
CONSEQUENCE_OF_ANOTHER = "default_factory_not_called"


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings of the environment and, below it, of `.env`.

    Raises SettingsError with every complaint. Names in the file that no setting has are logged, without
    their values.
    """
    unknown = _unknown_names(env_file)
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        complaints = tuple(
            _sentence(found) for found in error.errors() if found["type"] != CONSEQUENCE_OF_ANOTHER
        )
    else:
        if unknown:
            log.warning("%s: there is no setting called %s; ignored", env_file, ", ".join(unknown))
        return settings
    # Outside of the handler: the foreign error holds what was typed, secrets included.
    raise SettingsError(complaints)


def is_secret(field: FieldInfo) -> bool:
    """Tell whether the setting must never be shown."""
    return SecretStr in (field.annotation, *get_args(field.annotation)) or any(
        SecretStr in get_args(part) for part in get_args(field.annotation)
    )


def _unknown_names(env_file: Path | None) -> list[str]:
    try:
        written = DotEnvSettingsSource(Settings, env_file=env_file).env_vars
    except (OSError, UnicodeError) as error:
        raise SettingsError((f"{env_file} cannot be read: {type(error).__name__}.",)) from None
    return sorted(name.upper() for name in written if name not in Settings.model_fields)


def _sentence(found: ErrorDetails) -> str:
    name = str(found["loc"][0])
    field = Settings.model_fields[name]
    problem = _problem(found)
    sentence = f"{name.upper()} {problem}"
    given = found.get("input")
    is_shown_already = '"' in problem
    if isinstance(given, str) and not is_secret(field) and not is_shown_already:
        sentence += f'; it is "{shortened(given)}"'
    example = _example(field)
    return f"{sentence}. Example: {name.upper()}={example}" if example else f"{sentence}."


def _problem(found: ErrorDetails) -> str:
    context = found.get("ctx", {})
    if found["type"] == "value_error":
        return str(context["error"])
    problem = PROBLEMS.get(found["type"])
    return problem.format(**context) if problem else "cannot be used"


def _example(field: FieldInfo) -> str:
    if field.examples:
        return str(field.examples[0])
    if is_secret(field) or field.default is None:
        return ""
    if isinstance(field.default, Decimal):
        return f"{field.default:f}"
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
