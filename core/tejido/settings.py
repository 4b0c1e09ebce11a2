"""A node's settings: ``node.toml`` in its folder, and the environment over it.

Each setting of the file may be given as ``TEJIDO_<NAME>`` instead (``TEJIDO_PORT=8441``); lists
are separated by commas. What of the file is unknown, and what is of the wrong kind, is refused,
with one line that says which; in the environment other ``TEJIDO_*`` mean nothing here.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from tejido.errors import SettingsError
from tejido.languages import is_tag, words

_ = words("tejido")

SETTINGS_FILE = "node.toml"
DATABASE_FILE = "node.db"
_PREFIX = "TEJIDO_"
_KIB = 1024
_SCHEMES = ("postgresql://", "postgres://")

_TEMPLATE = """\
# Settings of this node. Every line may be given in the environment instead, as TEJIDO_<NAME>.

# What the organization calls itself, and the language it mostly works in.
name = {name}
language = {language}

# A file in this folder, or postgresql://user@host/name.
database = {database}

# Where the pages are served. 127.0.0.1 is this machine alone.
host = {host}
port = {port}

# Where peers reach this node, http://...onion or https://...; empty where none can.
endpoint = {endpoint}
"""


@dataclass(frozen=True)
class Settings:
    """What a node is told about itself.

    Attributes:
        folder: where the node lives: this file, ``keys/`` and, mostly, the database.
        name: what the organization calls itself.
        language: tag of the language it mostly works in, ``es`` or ``es-MX``.
        database: absolute path of a SQLite file, or ``postgresql://...``; may hold a password.
        host: address on which pages are served.
        port: port on which pages are served.
        endpoint: URL at which peers reach it, ``http://...onion``; empty where none can.
        allow_loopback: whether peers on loopback may be spoken to without TLS or onion.
        disabled_plugins: names of plugins that stay off.
        safe_mode: whether all plugins stay off.
        backup_recipients: to whom backups are sealed, ``age1...``; their keys are elsewhere.
        passphrase_opslimit: Argon2id passes for keys that are locked from now on.
        passphrase_memlimit: Argon2id memory for the same, in bytes.
    """

    folder: Path
    name: str
    language: str
    database: str = field(repr=False)
    host: str
    port: int
    endpoint: str
    allow_loopback: bool
    disabled_plugins: frozenset[str]
    safe_mode: bool
    backup_recipients: tuple[str, ...]
    passphrase_opslimit: int
    passphrase_memlimit: int

    @property
    def translations(self) -> Path:
        """The folder of further languages, if the node has any; see docs/languages.md."""
        return self.folder / "translations"

    @property
    def keys(self) -> Path:
        """The folder of the node's key files."""
        return self.folder / "keys"

    @classmethod
    def load(cls, folder: Path, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings of the node in ``folder``.

        Args:
            folder: the node's folder.
            environment: instead of the process's own.

        Raises:
            SettingsError: the file is missing, is not TOML, or holds what is not a setting.
        """
        given = _read(folder) | _from_environment(
            os.environ if environment is None else environment
        )
        try:
            values: dict[str, Any] = _SettingsSchema().load(given)
        except ValidationError as error:
            raise _refused(error) from error
        return _settings(folder, values)


def _check_tag(tag: str) -> None:
    """Refuse what has not the form of a language's tag; ``es_MX`` is taken for ``es-MX``."""
    if not is_tag(tag.replace("_", "-")):
        raise ValidationError("no tag of a language")


class _SettingsSchema(Schema):
    """What may stand in ``node.toml``; the template above is its usual form."""

    class Meta:
        unknown = RAISE

    name = fields.String(required=True, validate=validate.Length(1, 120))
    language = fields.String(load_default="es", validate=_check_tag)
    database = fields.String(load_default=DATABASE_FILE, validate=validate.Length(1))
    host = fields.String(load_default="127.0.0.1", validate=validate.Length(1))
    port = fields.Integer(load_default=8420, strict=True, validate=validate.Range(0, 65535))
    endpoint = fields.String(load_default="", validate=validate.Regexp(r"(https?://[^\s/?#@]+)?\Z"))
    allow_loopback = fields.Boolean(load_default=False)
    disabled_plugins = fields.List(fields.String(), load_default=list)
    safe_mode = fields.Boolean(load_default=False)
    # An identity (AGE-SECRET-KEY-1...) must never stand here: it would lie beside the backups.
    backup_recipients = fields.List(
        fields.String(validate=validate.Regexp(r"age1[02-9ac-hj-np-z]{58}\Z")), load_default=list
    )
    # libsodium's minimum is 1 pass over 8 KiB; what is below 3 and 128 MiB is for trying out.
    passphrase_opslimit = fields.Integer(
        load_default=3, strict=True, validate=validate.Range(1, 100)
    )
    passphrase_memory_kib = fields.Integer(
        load_default=128 * _KIB, strict=True, validate=validate.Range(8, 4 * _KIB * _KIB)
    )


def plugins_off(
    folder: Path | None, environment: Mapping[str, str] | None = None
) -> tuple[frozenset[str], bool]:
    """Return the names of plugins that stay off, and whether all do; never raises.

    For whoever loads plugins without opening a node, as the list of commands does. A file that
    is there and cannot be read might switch something off, so then all stay off.

    Args:
        folder: a node's folder, or none; without ``node.toml`` in it the environment decides.
        environment: instead of the process's own.
    """
    environment = os.environ if environment is None else environment
    schema = _SettingsSchema(only=("disabled_plugins", "safe_mode"), unknown=EXCLUDE)
    try:
        given = _read(folder) if folder and (folder / SETTINGS_FILE).exists() else {}
        values: dict[str, Any] = schema.load(given | _from_environment(environment))
    except (SettingsError, ValidationError, OSError):
        return frozenset(), True
    return frozenset(values["disabled_plugins"]), values["safe_mode"]


def write_settings(
    folder: Path,
    *,
    name: str,
    language: str = "es",
    database: str = "",
    host: str = "127.0.0.1",
    port: int = 8420,
    endpoint: str = "",
    **others: str | int | bool | list[str],
) -> Settings:
    """Write ``node.toml`` (0600) for a new node, and return what it says.

    Args:
        folder: the node's folder, which is there already.
        name: what the organization calls itself.
        language: tag of the language it mostly works in.
        database: empty for SQLite in the folder.
        host: address to serve on.
        port: port to serve on.
        endpoint: where peers reach it.
        others: any other setting that shall stand in the file.

    Raises:
        SettingsError: there is one already, it cannot be written, or a value is not possible.
    """
    usual = {
        "name": name,
        "language": language,
        "database": database or DATABASE_FILE,
        "host": host,
        "port": port,
        "endpoint": endpoint,
    }
    text = _text(usual, others)
    try:
        _SettingsSchema().load(tomllib.loads(text))
        with open(folder / SETTINGS_FILE, "x", encoding="utf-8", opener=_private) as file:
            file.write(text)
    except ValidationError as error:
        raise _refused(error) from error
    except OSError as error:
        raise SettingsError(
            _("Cannot write %(file)s: it exists, or its folder cannot be written to."),
            file=SETTINGS_FILE,
        ) from error
    return Settings.load(folder)


def settings_to_keep(folder: Path) -> bytes:
    """Return ``node.toml`` as it is backed up: without comments, and without any password.

    Raises:
        SettingsError: the file is missing, or is not TOML.
    """
    given = _read(folder)
    if "database" in given:
        given["database"] = _without_password(str(given["database"]))
    lines = (f"{key} = {_toml(value)}\n" for key, value in given.items())
    return "".join(lines).encode()


def restored_settings(folder: Path, content: bytes, database: str) -> Settings:
    """Write ``node.toml`` from what was backed up (unverified), for another ``database``.

    Raises:
        SettingsError: there is one already, it cannot be written, or holds no settings.
    """
    try:
        given = tomllib.loads(content.decode())
        _SettingsSchema().load(given)
    except ValidationError as error:
        raise _refused(error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("%(file)s is not TOML: %(reason)s."), file=SETTINGS_FILE, reason=_one_line(error)
        ) from error
    written = write_settings(folder, **{**given, "database": database or DATABASE_FILE})
    # Whatever the environment says, it is this database that is filled.
    target = database or str((folder / DATABASE_FILE).resolve())
    return replace(written, database=target)


def _without_password(database: str) -> str:
    """Return where a database is, without any secret: it is another's when it is restored."""
    if not database.startswith(_SCHEMES):
        return database
    place, _mark, query = database.partition("?")
    scheme, _mark, rest = place.partition("://")
    user, at, host = rest.rpartition("@")
    told = [part for part in query.split("&") if part and "pass" not in part.partition("=")[0]]
    return f"{scheme}://{user.partition(':')[0]}{at}{host}" + f"?{'&'.join(told)}" * bool(told)


def _text(usual: Mapping[str, object], others: Mapping[str, object]) -> str:
    text = _TEMPLATE.format_map({key: _toml(value) for key, value in usual.items()})
    return text + "".join(f"\n{key} = {_toml(value)}\n" for key, value in others.items())


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner reads: a password may stand in it."""
    return os.open(path, flags, 0o600)


def _read(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            _(
                "There is no %(file)s in this folder: name the node's with --node, or begin with "
                "`tejido init`."
            ),
            file=SETTINGS_FILE,
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("%(file)s is not TOML: %(reason)s."), file=SETTINGS_FILE, reason=_one_line(error)
        ) from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that the environment gives; other ``TEJIDO_*`` are not ours.

    An empty variable gives nothing.
    """
    return {
        name: _typed(field, environment[_PREFIX + name.upper()])
        for name, field in _SettingsSchema().fields.items()
        if environment.get(_PREFIX + name.upper())
    }


def _typed(field: fields.Field[Any], text: str) -> object:
    """Return a text of the environment as TOML would have given it, or as it is."""
    if isinstance(field, fields.List):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(field, fields.Integer) and text.isdecimal():
        return int(text)
    return text


def _settings(folder: Path, values: dict[str, Any]) -> Settings:
    """Make what was read into what is used: absolute paths, bytes, sets."""
    memory = values.pop("passphrase_memory_kib") * _KIB
    disabled = frozenset(values.pop("disabled_plugins"))
    values["backup_recipients"] = tuple(values["backup_recipients"])
    database = values.pop("database")
    if not database.startswith(_SCHEMES):
        database = str((folder / database).resolve())
    return Settings(
        folder=folder,
        database=database,
        disabled_plugins=disabled,
        passphrase_memlimit=memory,
        **values,
    )


def _refused(error: ValidationError) -> SettingsError:
    """Name the first wrong setting; a value is not repeated, it may be a password in a URL."""
    name = sorted(error.messages_dict)[0]
    if name not in _SettingsSchema().fields:
        return SettingsError(
            _("%(file)s: there is no setting %(name)s: see docs/settings.md."),
            file=SETTINGS_FILE,
            name=name,
        )
    return SettingsError(
        _("%(file)s: %(name)s is missing or not possible: see docs/settings.md."),
        file=SETTINGS_FILE,
        name=name,
    )


def _toml(value: object) -> str:
    """Write a text, number, boolean or list of texts as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return '"' + "".join(map(_escaped, str(value))) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08X}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
