"""Founding: three nodes with their people, then one network, with files as founders would."""

from collections.abc import Sequence
from pathlib import Path

from tejido.cli.demonstration.commands import Commands
from tejido.cli.demonstration.ports import HOST
from tejido.cli.demonstration.scenario import ACCOMPANIER_ROLES, NETWORK, Organization
from tejido.cli.demonstration.sites import Site
from tejido.vault.passphrases import generate_passphrase
from tejido.work import founding, nodes, people


def found_site(root: Path, organization: Organization, port: int) -> Site:
    """Make a node in ``root`` with its two people, and write down what its founders keep."""
    folder, url = root / organization.slug, f"http://{HOST}:{port}"
    founded = founding.found(
        folder,
        name=organization.name,
        handle=organization.hostess,
        host=HOST,
        port=port,
        endpoint=url,
        allow_loopback=True,
    )
    node = nodes.open_node(folder)
    try:
        hostess = people.sign_in(node, organization.hostess, founded.passphrase)
        handed = people.add(node, hostess, organization.accompanier, ACCOMPANIER_ROLES).passphrase
        invited = people.sign_in(node, organization.accompanier, handed, invited=True)
        own = generate_passphrase(node.settings.language)
        people.begin(node, invited, own)
    finally:
        node.close()
    passphrases = {
        organization.hostess: founded.passphrase,
        organization.accompanier: own,
    }
    _write_secret(_root_file(root, organization), " ".join(founded.root_words))
    for handle, passphrase in passphrases.items():
        _write_secret(_passphrase_file(root, organization, handle), passphrase)
    return Site(organization, folder, founded.node, url, passphrases)


def found_network(root: Path, sites: Sequence[Site], commands: Commands) -> str:
    """Found the network of ``sites``, the first of which coordinates; return its id.

    1. Each node describes itself, and its root signs that.
    2. The coordinator drafts the charter.
    3. Each root signs a copy of its own.
    4. Each node joins by all copies together.
    """
    described = [_described(root, site, commands) for site in sites]
    coordinator = sites[0]
    draft = root / "founding" / "charter.json"
    commands(
        "network", "draft", *described, "--node", coordinator.folder, "--name", NETWORK,
        "--coordinator", coordinator.node, "--out", draft,
    )  # fmt: skip
    copies = [_signed(root, site, draft, f"charter-{_slug(site)}.json", commands) for site in sites]
    joined = {_joined(root, site, copies, commands) for site in sites}
    (network,) = joined
    return network


def _described(root: Path, site: Site, commands: Commands) -> Path:
    described = root / "founding" / f"{_slug(site)}-unsigned.json"
    commands("network", "describe", "--node", site.folder, "--out", described)
    return _signed(root, site, described, f"{_slug(site)}.json", commands)


def _signed(root: Path, site: Site, file: Path, name: str, commands: Commands) -> Path:
    signed = root / "founding" / name
    words = _root_file(root, site.organization)
    commands("network", "sign", file, "--root-words-file", words, "--out", signed)
    return signed


def _joined(root: Path, site: Site, copies: Sequence[Path], commands: Commands) -> str:
    hostess = site.organization.hostess
    passphrase = _passphrase_file(root, site.organization, hostess)
    return commands(
        "network", "join", *copies, "--node", site.folder, "--as", hostess,
        "--passphrase-file", passphrase,
    ).strip()  # fmt: skip


def _slug(site: Site) -> str:
    return site.organization.slug


def _root_file(root: Path, organization: Organization) -> Path:
    return root / "founding" / f"{organization.slug}-root.txt"


def _passphrase_file(root: Path, organization: Organization, handle: str) -> Path:
    return root / "passphrases" / f"{organization.slug}-{handle}.txt"


def _write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(f"{text}\n", "utf-8")
