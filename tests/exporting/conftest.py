"""What tests of reports share: a report with something of everything, and the placeholders."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.exporting.placeholders import Known
from tejido.exporting.readable import Line
from tejido.exporting.report import Entry, Report, Section
from tejido.plugins import load_plugins

ITEM = (Line("Impacto", "Miedo"), Line("Dimensión", "Familiar"))
SECTIONS = (
    Section("plan", "Plan", (Entry("1 de marzo", (Line("Acordado", "marzo"),)),)),
    Section(
        "diagnosis",
        "Diagnóstico",
        (Entry("2 de marzo", (Line("Qué pasó", "dos\nlíneas <b> & {{ clave }}"),)),
         Entry("3 de marzo", (Line("Impactos", "", (ITEM, ITEM)),)),),
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    """Give everything that is declared."""
    return load_plugins(core_contribution()).declarations


@pytest.fixture(scope="session")
def known(declarations: Declarations) -> Known:
    """Give every placeholder."""
    return Known.of(declarations)


@pytest.fixture(scope="session")
def report() -> Report:
    """Give a report."""
    return Report(
        language="es",
        code="A1B2C3",
        kind="Acompañamiento",
        organization="Casa <de> prueba",
        audience="Para el equipo.",
        made_on="1 de marzo",
        begun_on="2 de enero",
        destroy_on="1 de abril",
        foot="Destruye esta hoja",
        nothing="Nada",
        notes=("Sin nombres.", "Sin palabras."),
        sections=SECTIONS,
        values={"plan.agreed_on": "marzo", "plan.alternatives": "una\ndos"},
    )


@pytest.fixture(scope="session")
def repacked() -> Callable[..., bytes]:
    """Give a call that changes parts of a document; None removes one."""

    def changed(content: bytes, parts: Mapping[str, bytes | str | None]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                if name not in parts:
                    new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
            for name, part in parts.items():
                if part is not None:
                    new.writestr(name, part, zipfile.ZIP_DEFLATED)
        return made.getvalue()

    return changed
