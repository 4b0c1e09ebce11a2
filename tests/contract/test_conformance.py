"""The four strategies keep what every plugin must, by the suite that strangers run."""

from tejido.testing import PluginConformance


class TestAdvocacy(PluginConformance):
    plugin = "advocacy"


class TestCrisis(PluginConformance):
    plugin = "crisis"


class TestOrganizational(PluginConformance):
    plugin = "organizational"


class TestTraining(PluginConformance):
    plugin = "training"
