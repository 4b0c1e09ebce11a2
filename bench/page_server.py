"""``python -m bench.page_server FOLDER``: such a node's pages, and one with nothing to look up."""

import sys
from pathlib import Path
from types import ModuleType

from flask import Blueprint, render_template

from tejido.cli.listening import listening
from tejido.cli.stopping import told_to_stop
from tejido.hookspecs import Pages, hookimpl
from tejido.testing.nodes import open_small_node
from tejido.web.app import create_app
from tejido.web.doors import SIGNED_IN, open_to

#: Where the page with nothing to look up stands: sign-in, layout and navigation, as all have.
NO_OP = "/no-op"


def serve(folder: Path) -> None:
    """Serve as ``tejido serve`` does until told to stop; say the address once it listens."""
    with (
        told_to_stop() as told,
        open_small_node(folder, extra={"bench": _no_op()}) as small,
        listening(create_app(small.node), "127.0.0.1", 0) as server,
    ):
        print(*server.addresses, flush=True)
        server.run(told)


def _no_op() -> ModuleType:
    """Return a plugin with one page: the whole layout, and nothing in it."""
    plugin, pages = ModuleType("bench_no_op"), Blueprint("no_op", "bench_no_op")

    @pages.get(NO_OP)
    @open_to(SIGNED_IN)
    def page() -> str:
        return render_template("page.html")

    @hookimpl
    def plugin_pages() -> list[Pages]:
        return [Pages(pages)]

    vars(plugin)["pages"] = plugin_pages
    return plugin


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
