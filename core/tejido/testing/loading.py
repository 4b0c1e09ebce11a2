"""A plugin as it must be able to stand: with the core, and with every other plugin absent."""

from dataclasses import replace
from functools import cache

from tejido.accompaniment.core import core_contribution
from tejido.plugins import Plugins, load_plugins


@cache
def alone(name: str) -> Plugins:
    """Return the plugins of a node where all but the installed plugin ``name`` are off.

    The samples are the plugin's; the core's have tests of their own.
    """
    core = replace(core_contribution(), samples=None)
    others = {state.name for state in load_plugins(core).states} - {name}
    return load_plugins(core, off=others)
