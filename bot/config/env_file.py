"""Loads the settings, and says all that is wrong with them in sentences."""

import logging
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import get_args

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.config.file_kinds import no_file
from bot.config.named_accounts import account_of, is_of_an_account, named_accounts
from bot.config.secret_files import SUFFIX, read_secret_file
from bot.config.settings import Settings
from bot.config.stored_keys import FILE, read_keys
from bot.config.values import PLACEHOLDER, shortened, unquoted
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
UNREAD = SecretStr("?")
"""Stands for what could not be read from its file: what is wrong with it is said already."""


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings of the environment and, below it, of `.env`; secrets may be in files of their own.

    Raises SettingsError with every complaint. Names in the file that no setting has are logged, without
    their values.
    """
    written = _written(env_file)
    given = {**written, **EnvSettingsSource(Settings).env_vars}
    by_file, complaints = _from_files(given)
    stored, unopened = _stored(given, by_file)
    complaints += unopened
    by_file |= {name: SecretStr(value) for name, value in stored.items() if name in Settings.model_fields}
    accounts, wrong = named_accounts({**stored, **given})
    complaints += wrong
    try:
        settings = Settings(_env_file=env_file, **by_file)  # type: ignore[arg-type] # secrets alone
    except ValidationError as error:
        complaints += [
            _sentence(found)
            for found in error.errors()
            if found["type"] != CONSEQUENCE_OF_ANOTHER and by_file.get(str(found["loc"][0])) is not UNREAD
        ]
    else:
        unknown = _unknown_names(written)
        if unknown:
            log.warning("%s: there is no setting called %s; ignored", env_file, ", ".join(unknown))
        if not complaints:
            return settings.with_accounts(accounts)
    # Outside of the handler: the foreign error holds what was typed, secrets included.
    raise SettingsError(tuple(complaints))


def is_secret(field: FieldInfo) -> bool:
    """Tell whether the setting must never be shown."""
    return SecretStr in (field.annotation, *get_args(field.annotation)) or any(
        SecretStr in get_args(part) for part in get_args(field.annotation)
    )


def secret_names() -> list[str]:
    """Return the settings that must never be shown; each may be in a file of its own."""
    return [name for name, field in Settings.model_fields.items() if is_secret(field)]


def _from_files(given: Mapping[str, str | None]) -> tuple[dict[str, SecretStr], list[str]]:
    """Return what stands in files, and what is wrong with these."""
    found: dict[str, SecretStr] = {}
    complaints: list[str] = []
    for name in secret_names():
        try:
            text = read_secret_file(name, given)
        except ValueError as e:
            complaints.append(str(e))
            found[name] = UNREAD
        else:
            if text is not None:
                found[name] = SecretStr(text)
    return found, complaints


def _stored(
    given: Mapping[str, str | None], by_file: Mapping[str, SecretStr]
) -> tuple[dict[str, str], list[str]]:
    """Return the keys that were stored, but of accounts that other settings name; and what is wrong."""
    folder = Path(unquoted(given.get("scalper_data_dir") or "") or "data")
    if by_file.get("secret_key") is UNREAD:
        return {}, []
    written = unquoted(given.get("secret_key") or "")
    secret_key = by_file["secret_key"].get_secret_value() if "secret_key" in by_file else written
    try:
        stored = read_keys(folder / FILE, None if PLACEHOLDER.fullmatch(secret_key) else secret_key)
    except SettingsError as e:
        return {}, list(e.complaints)
    elsewhere = {
        account_of(name.removesuffix(SUFFIX))
        for name, value in given.items()
        if not PLACEHOLDER.fullmatch(unquoted(value or ""))
    }
    found = {name: value for name, value in stored.items() if account_of(name) not in elsewhere}
    for account in sorted({account_of(name) for name in stored.keys() - found.keys()}):
        log.warning("%s: keys of it stand in the settings, so those that were stored are not used", account)
    return found, []


def _written(env_file: Path | None) -> Mapping[str, str | None]:
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # `_misread` names the file and the way out
    if env_file is None:
        return {}
    try:
        if env_file.is_dir():
            why = "it is a folder. Containers make one where the file to mount is missing: remove it"
            raise SettingsError((f"{env_file} cannot be read: {why}.",))
        if (why_not := no_file(env_file)) is not None:
            raise SettingsError((f"{env_file} cannot be read: {why_not}. Write a file.",))
        for line in _misread(env_file):
            log.warning("%s, line %s is no setting, and left out: write NAME=value", env_file, line)
        return DotEnvSettingsSource(Settings, env_file=env_file).env_vars
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SettingsError((f"{env_file} cannot be read: {why}. Let this user read it.",)) from None
    except UnicodeError:
        raise SettingsError((f"{env_file} cannot be read as text. Save it as UTF-8.",)) from None


def _misread(env_file: Path) -> list[int]:
    """Return the numbers of lines that are neither a setting nor a comment. Raises OSError, UnicodeError."""
    try:
        with env_file.open(encoding="utf-8-sig") as opened:
            return [one.original.line for one in parse_stream(opened) if one.error]
    except FileNotFoundError:
        return []


def _unknown_names(written: Mapping[str, str | None]) -> list[str]:
    known = {*Settings.model_fields, *(f"{name}{SUFFIX}" for name in secret_names())}
    return sorted(name.upper() for name in written if name not in known and not is_of_an_account(name))


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
