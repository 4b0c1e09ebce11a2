"""Signing in over HTTP, through the page that people use, so that the running node holds keys."""

import re

import httpx2

from tejido.cli.demonstration.sites import Site
from tejido.errors import NodeError
from tejido.languages import words

_ = words("tejido")

_TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
#: Seconds; opening a key is slow on purpose.
PATIENCE = 60.0


def sign_in(site: Site, handle: str) -> None:
    """Sign somebody in at a running node.

    Raises:
        NodeError: the page has no form, or lets them not in.
    """
    with httpx2.Client(base_url=site.url, timeout=PATIENCE, trust_env=False) as browser:
        found = _TOKEN.search(browser.get("/sign-in").text)
        typed = {
            "_csrf": found.group(1) if found else "",
            "handle": handle,
            "passphrase": site.passphrases[handle],
        }
        answer = browser.post("/sign-in", data=typed)
    if not answer.is_redirect:
        raise NodeError(
            _("%(name)s did not let its own people in (%(status)d)."),
            name=site.name,
            status=answer.status_code,
        )
