import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.work.file_names import NAME_LENGTH, kept_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("denuncia.pdf", "denuncia.pdf"),
        ("Acta de la asamblea (3ª).odt", "Acta de la asamblea (3ª).odt"),
        ("夜の写真.jpg", "夜の写真.jpg"),
        ("صورة.jpg", "صورة.jpg"),
        ("👩‍👧.png", "👩‍👧.png"),
        ("C:\\Users\\ana\\Escritorio\\foto.jpg", "foto.jpg"),
        ("/home/ana/../foto.jpg", "foto.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..", "file"),
        ("carpeta/", "file"),
        ("", "file"),
        (" . ", "file"),
        ("dos\r\nlíneas\t.txt", "dos líneas .txt"),
        ("nul\0l.txt", "null.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\u2067b\u2069c\u061cd\u200fe.txt", "abcde.txt"),
        ("media\ud800.txt", "media.txt"),
        ("n\u0303.txt", "ñ.txt"),
        (".oculto", ".oculto"),
    ],
)
def test_a_name_is_what_people_see(given: str, kept: str) -> None:
    assert kept_name(given) == kept


def test_a_long_name_is_shortened_before_its_end() -> None:
    kept = kept_name("ñ" * 300 + ".tar.gz")
    assert kept == "ñ" * (NAME_LENGTH - 3) + ".gz"
    assert kept_name("a" * NAME_LENGTH) == "a" * NAME_LENGTH
    assert len(kept_name("a" * 400)) == NAME_LENGTH


@given(given=st.text(st.characters(), max_size=400))
def test_a_kept_name_is_short_visible_no_path_and_stays(given: str) -> None:
    kept = kept_name(given)
    assert 0 < len(kept) <= NAME_LENGTH
    assert not set(kept) & set("/\\\0\r\n\t\u202e\u2066")
    assert kept == kept.strip()
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in kept)
    assert kept.encode()
    assert kept_name(kept) == kept
