"""A command that these tests fork does what it does when Python is started for it."""

from pathlib import Path
from typing import Any

import pytest
from tests.cli.forking import anew


@pytest.mark.parametrize(
    ("command", "typed", "code"),
    [
        (["weave"], "", 2),
        (["user", "list", "--as", "ana", "--passphrase-file", "ana.txt"], "", 0),
        (["user", "list", "--as", "ana", "--passphrase-file", "/dev/stdin"], "otra frase\n", 1),
    ],
)
def test_it_says_the_same_and_ends_the_same(
    run: Any,
    environment: dict[str, str],
    node: Path,
    tmp_path: Path,
    command: list[str],
    typed: str,
    code: int,
) -> None:
    forked = run(*command, language="es", typed=typed)
    started = anew(command, {**environment, "TEJIDO_LANGUAGE": "es"}, tmp_path, typed)
    assert (forked.code, forked.out, forked.err) == started
    assert forked.code == code
    assert forked.out + forked.err
