"""One organization's node in the demonstration: where it lives and who signs in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tejido.cli.demonstration.scenario import Organization


@dataclass(frozen=True)
class Site:
    """A founded node.

    Attributes:
        node: its id.
        url: where it serves on this machine.
        passphrases: by handle; invented people, so they may be printed.
    """

    organization: Organization
    folder: Path
    node: str
    url: str
    passphrases: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """What the organization calls itself."""
        return self.organization.name

    def as_json(self) -> dict[str, object]:
        """Return what somebody needs in order to look in."""
        people = [
            {"handle": handle, "passphrase": passphrase}
            for handle, passphrase in self.passphrases.items()
        ]
        return {"name": self.name, "url": self.url, "people": people}
