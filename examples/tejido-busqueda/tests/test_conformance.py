from tejido.testing import PluginConformance


class TestConformance(PluginConformance):
    plugin = "busqueda"
