"""A plugin as it must be able to stand: with the core, and with every other plugin absent."""

from functools import cache

from tejido.accompaniment.core import core_contribution
from tejido.plugins import Plugins, load_plugins


@cache
def alone(name: str) -> Plugins:
    """Return the plugins of a node where all but the installed plugin ``name`` are off."""
    others = {state.name for state in load_plugins(core_contribution()).states} - {name}
    return load_plugins(core_contribution(), off=others)
