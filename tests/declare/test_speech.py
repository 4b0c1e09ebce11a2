"""Words of the vocabularies in further languages, from a folder."""

import logging
from pathlib import Path

import pytest

from tejido.declare.speech import read_speech


def put(folder: Path, name: str, content: str | bytes, tag: str = "tzo") -> None:
    file = folder / tag / "vocabularies" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_labels_and_definitions_are_read_by_language(tmp_path: Path) -> None:
    put(tmp_path, "impact.csv", "\ufeffcode,label,definition\r\nfear,(inventado),k'usi\r\n")
    put(tmp_path, "crisis.severity.csv", "code,label\nred,(inventado) tsoj\nred,too,many\n", "tzh")
    put(tmp_path, "impact.csv", "code,label\nfear,x\n", "not a tag")
    assert read_speech(tmp_path) == {
        "tzo": {"impact": {"fear": ("(inventado)", "k'usi")}},
        "tzh": {"crisis.severity": {"red": ("(inventado) tsoj", "")}},
    }


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"code\nx\n", b'code,label\nfear,"x\n', b"a,b\n"]
)
def test_a_file_that_cannot_be_used_costs_its_words_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    put(tmp_path, "impact.csv", content)
    put(tmp_path, "coping.csv", "code,label\nsearch,(inventado)\n")
    with caplog.at_level(logging.ERROR):
        found = read_speech(tmp_path)["tzo"]
    assert found == {"impact": {}, "coping": {"search": ("(inventado)", "")}}
    assert "tzo/vocabularies/impact.csv" in caplog.text


def test_a_node_without_the_folder_speaks_as_it_did(tmp_path: Path) -> None:
    assert read_speech(tmp_path / "missing") == {}
