"""The web face: pages made on the server, complete without JavaScript.

Invariants:

* no rule lives here: a page asks ``work`` and shows what it answers or why it refuses;
* every route declares who may come in (:mod:`tejido.web.doors`); one that does not is refused;
* nothing changes on GET, and every other request carries a token (:mod:`tejido.web.csrf`);
* no inline script or style, no picture, no font: complete in Tor Browser at "Safest".
"""
