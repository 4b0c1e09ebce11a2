"""What every answer tells the browser to keep to.

``Referrer-Policy`` is ``same-origin`` and not ``no-referrer``: with the latter browsers send
``Origin: null`` on forms, and the check of the origin goes blind.
"""

from flask import Response, request

#: Nothing but our own sheets, pictures and forms; no script from anywhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
#: What a browser could do for a page, and none of ours asks for.
# From: https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md
_FEATURES = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read",
    "clipboard-write", "display-capture", "encrypted-media", "fullscreen", "gamepad",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-create",
    "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb",
    "web-share", "window-management", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
#: A year, as browsers expect it.
_STRICT_TRANSPORT = "max-age=31536000"
#: Our sheets are the same for everybody; everything else may be somebody's life.
_STATIC_FOR, _NEVER = "public, max-age=3600", "no-store"


def add_headers(response: Response) -> Response:
    """Put them on an answer, whatever it is."""
    response.headers.update(HEADERS)
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; sandbox"
    is_static = request.endpoint == "static" and response.status_code in (200, 304)
    response.headers["Cache-Control"] = _STATIC_FOR if is_static else _NEVER
    # An onion address has no certificate to insist on.
    if request.is_secure and not request.host.partition(":")[0].endswith(".onion"):
        response.headers["Strict-Transport-Security"] = _STRICT_TRANSPORT
    return response
