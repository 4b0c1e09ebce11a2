"""The kit that plugin authors run against their own plugin; needs pytest and Hypothesis.

In a plugin's tests::

    from tejido.testing import PluginConformance

    class TestConformance(PluginConformance):
        plugin = "busqueda"
"""

import pytest

# Before the import, so that a failure shows its values.
pytest.register_assert_rewrite("tejido.testing.conformance")

from tejido.testing.conformance import PluginConformance as PluginConformance
from tejido.testing.loading import alone as alone
from tejido.testing.networks import PaperNetwork as PaperNetwork
from tejido.testing.nodes import SmallNode as SmallNode
from tejido.testing.nodes import small_node as small_node
from tejido.testing.strategies import bodies as bodies
from tejido.testing.strategies import inputs as inputs
from tejido.testing.strategies import twins as twins
