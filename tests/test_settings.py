import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import SettingsError
from tejido.settings import Settings, restored_settings, settings_to_keep, write_settings

SMALLEST = 'name = "Organización Uno"\n'


def load(folder: Path, text: str, **environment: str) -> Settings:
    (folder / "node.toml").write_text(text, encoding="utf-8")
    return Settings.load(folder, environment)


def test_a_name_is_enough(tmp_path: Path) -> None:
    assert load(tmp_path, SMALLEST) == Settings(
        folder=tmp_path,
        name="Organización Uno",
        language="es",
        database=str(tmp_path / "node.db"),
        host="127.0.0.1",
        port=8420,
        endpoint="",
        allow_loopback=False,
        disabled_plugins=frozenset(),
        safe_mode=False,
        backup_recipients=(),
        passphrase_opslimit=3,
        passphrase_memlimit=134_217_728,
    )


def test_a_password_of_the_database_does_not_show(tmp_path: Path) -> None:
    text = f'{SMALLEST}database = "postgresql://ana:milpa@127.0.0.1/node"\n'
    assert "milpa" not in repr(load(tmp_path, text))


def test_only_its_owner_reads_what_is_written(tmp_path: Path) -> None:
    write_settings(tmp_path, name="Organización Uno")
    assert (tmp_path / "node.toml").stat().st_mode & 0o777 == 0o600


def test_keys_lie_beside_the_settings(tmp_path: Path) -> None:
    assert load(tmp_path, SMALLEST).keys == tmp_path / "keys"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("other.db", "{folder}/other.db"),
        ("/elsewhere/node.db", "/elsewhere/node.db"),
        ("postgresql://ana@127.0.0.1/node", "postgresql://ana@127.0.0.1/node"),
        ("postgres://ana@127.0.0.1/node", "postgres://ana@127.0.0.1/node"),
    ],
)
def test_a_database_is_a_file_of_the_node_or_a_server(
    tmp_path: Path, given: str, expected: str
) -> None:
    settings = load(tmp_path, f'{SMALLEST}database = "{given}"\n')
    assert settings.database == expected.format(folder=tmp_path)


def test_the_environment_holds_over_the_file(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        f"{SMALLEST}port = 1\n",
        TEJIDO_PORT="8441",
        TEJIDO_NAME="Otra",
        TEJIDO_SAFE_MODE="true",
        TEJIDO_DISABLED_PLUGINS="crisis, training",
        TEJIDO_PASSPHRASE_MEMORY_KIB="8",
        TEJIDO_TEST_POSTGRES="of the tests",
        PORT="not ours",
    )
    assert (settings.port, settings.name, settings.safe_mode) == (8441, "Otra", True)
    assert settings.disabled_plugins == {"crisis", "training"}
    assert settings.passphrase_memlimit == 8192


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('port = "eight"', "port"),
        ("port = 80.5", "port"),
        ("port = 65536", "port"),
        ("port = []", "port"),
        ("name = 3", "name"),
        ('name = ""', "name"),
        ('safe_mode = "perhaps"', "safe_mode"),
        ('disabled_plugins = "crisis"', "disabled_plugins"),
        ("disabled_plugins = [1]", "disabled_plugins"),
        ('endpoint = "ftp://somewhere"', "endpoint"),
        ('language = "Español de México"', "language"),
        ('language = "es\\n"', "language"),
        ("passphrase_opslimit = 0", "passphrase_opslimit"),
        ("prot = 8440", "prot"),
        ("[web]\nport = 1", "web"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(tmp_path: Path, line: str, name: str) -> None:
    text = line if line.startswith("name") else f"{SMALLEST}{line}"
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, text)
    message = str(refused.value)
    assert f" {name}" in message
    assert "\n" not in message
    assert "eight" not in message
    assert refused.value.exit_code == 2


def test_a_password_in_the_environment_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, SMALLEST, TEJIDO_PORT="postgresql://ana:secret@host/node")
    assert "secret" not in str(refused.value)


def test_a_node_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="name is missing"):
        load(tmp_path, "")


def test_without_a_file_it_says_where_to_begin(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="tejido init"):
        Settings.load(tmp_path, {})
    with pytest.raises(SettingsError, match="tejido init"):
        Settings.load(tmp_path / "nowhere", {})


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"name = 'a'\nname = 'b'\n"])
def test_what_is_not_toml_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "node.toml").write_bytes(content)
    with pytest.raises(SettingsError, match="not TOML") as refused:
        Settings.load(tmp_path, {})
    assert "\n" not in str(refused.value)


@given(name=st.text(min_size=1, max_size=120).filter(lambda name: name.encode("utf-8", "ignore")))
def test_any_name_can_be_written_and_read(name: str, tmp_path_factory: Any) -> None:
    name = name.encode("utf-8", "ignore").decode()
    folder = tmp_path_factory.mktemp("node")
    assert write_settings(folder, name=name).name == name
    assert Settings.load(folder, {}).name == name


def test_what_is_written_is_what_was_asked_for(tmp_path: Path) -> None:
    written = write_settings(
        tmp_path,
        name="Uno",
        language="en",
        port=9000,
        endpoint="http://127.0.0.1:9000",
        allow_loopback=True,
        disabled_plugins=["crisis"],
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    assert written == Settings.load(tmp_path, {})
    assert (written.port, written.endpoint) == (9000, "http://127.0.0.1:9000")
    assert written.allow_loopback
    assert written.disabled_plugins == {"crisis"}
    assert written.passphrase_memlimit == 8192


def test_settings_are_written_once_and_only_if_possible(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="port"):
        write_settings(tmp_path, name="Uno", port=-1)
    with pytest.raises(SettingsError, match="prot"):
        write_settings(tmp_path, name="Uno", prot=1)
    assert list(tmp_path.iterdir()) == []
    write_settings(tmp_path, name="Uno")
    with pytest.raises(SettingsError, match="exists"):
        write_settings(tmp_path, name="Dos")
    with pytest.raises(SettingsError, match="Cannot write"):
        write_settings(tmp_path / "nowhere", name="Tres")


# --- kept in backups ------------------------------------------------------------------

RECIPIENT = "age1k62dtem08mhq8qjwxf66lh7ku8u3hgunsq0swn708x6qt4vea4wqveaegr"


def test_recipients_are_a_list(tmp_path: Path) -> None:
    text = f'{SMALLEST}backup_recipients = ["{RECIPIENT}"]\n'
    assert load(tmp_path, text).backup_recipients == (RECIPIENT,)
    given = load(tmp_path, SMALLEST, TEJIDO_BACKUP_RECIPIENTS=f"{RECIPIENT}, {RECIPIENT}")
    assert given.backup_recipients == (RECIPIENT, RECIPIENT)


@pytest.mark.parametrize("wrong", ["AGE-SECRET-KEY-1QQQQ", "age1", RECIPIENT.upper(), ""])
def test_what_is_no_recipient_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="backup_recipients"):
        load(tmp_path, f'{SMALLEST}backup_recipients = ["{wrong}"]\n')


@pytest.mark.parametrize(
    ("database", "kept"),
    [
        ("postgresql://ana:mil%40pa@h:5/n", "postgresql://ana@h:5/n"),
        ("postgresql://ana:mil@pa@h/n", "postgresql://ana@h/n"),
        ("postgresql:///n?host=/run&password=milpa", "postgresql:///n?host=/run"),
        ("postgres://ana:milpa@h1,h2/n?passfile=/milpa", "postgres://ana@h1,h2/n"),
        ("postgresql://h/n", "postgresql://h/n"),
        ("node.db", "node.db"),
    ],
)
def test_no_password_is_kept(tmp_path: Path, database: str, kept: str) -> None:
    text = f'# milpa\n{SMALLEST}database = "{database}" # milpa\ndisabled_plugins = ["crisis"]\n'
    (tmp_path / "node.toml").write_text(text, encoding="utf-8")
    written = settings_to_keep(tmp_path).decode()
    assert "milpa" not in written
    assert "mil" not in written.replace("milpa", "")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert load(elsewhere, written).disabled_plugins == {"crisis"}
    assert tomllib.loads(written)["database"] == kept


def test_kept_settings_are_restored_with_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node.toml").write_text(
        f'{SMALLEST}port = 9\ndatabase = "postgresql://ana@h/n"\n', encoding="utf-8"
    )
    kept, new = settings_to_keep(tmp_path), tmp_path / "new"
    new.mkdir()
    monkeypatch.setenv("TEJIDO_DATABASE", "postgresql://somewhere/else")
    restored = restored_settings(new, kept, "")
    assert (restored.name, restored.port) == ("Organización Uno", 9)
    assert restored.database == str(new / "node.db")
    assert (new / "node.toml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"\xff", b"name = ", b"", b'name = "a"\nno = 1\n', b"x = 1"])
def test_what_is_no_settings_is_not_restored(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SettingsError):
        restored_settings(tmp_path, content, "")
    assert not (tmp_path / "node.toml").exists()
