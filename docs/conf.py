"""How the pages of this folder become a site: MyST read by Sphinx, in Furo's clothes.

Nothing is fetched while it is built, nor by whoever reads it: no inventories, fonts or scripts
of others.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Tejido"
author = "Tejido"
release = PROJECT["version"]
language = "en"

extensions = ["myst_parser"]
exclude_patterns = ["adr/template.md"]
# Links to a heading, as a repository's page resolves them.
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"Tejido {release}"
html_show_sphinx = False
# Whoever reads sees where a page stands in the repository; the sources are not copied again.
html_copy_source = False
html_show_sourcelink = False
