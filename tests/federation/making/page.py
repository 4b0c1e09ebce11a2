"""The parts of docs/federation.md that follow from the code: table of codes, example."""

import struct

from tests.federation.making.world import Seeded, World

from tejido_federation import wire
from tejido_federation.codes import CODES
from tejido_federation.sealing import additional, item_key, padded
from tejido_federation.simulator import framed, sample_record


def renewed(page: str, world: World) -> str:
    """Return docs/federation.md with its table of codes and its example renewed."""
    page = _between(page, "codes", code_table())
    return _between(page, "example", example(world))


def code_table() -> str:
    rows = ["| step | code | status | what is wrong |", "|---|---|---|---|"]
    for code in CODES.values():
        rows.append(f"| {code.step} | `{code.id}` | {code.status} | {code.meaning} |")
    return "\n".join(rows)


def example(world: World) -> str:
    """Return one message, taken apart."""
    items = [sample_record()]
    seeded = Seeded("vector")
    body_key, salt = seeded.token(32), seeded.token(32)
    header, body = world.parts(items)
    envelope = world.brisa.signed(header)
    split = wire.split_message(framed(envelope, body))
    assert split.body == body.to_bytes()
    plaintext = padded(items[0], salt)
    assert body.key is not None
    assert body.key.content is not None
    assert body.items[0].content is not None
    blocks = [
        ("The two lengths", _hex(struct.pack(">II", len(split.envelope), len(split.body)))),
        ("The envelope (line breaks are not part of it)", _wrap(split.envelope.decode())),
        ("Its payload, the header", _wrap(envelope.payload.decode())),
        ("Digest of the message: SHA-256 of the PAE", envelope.digest),
        ("Body: the sealed key", _hex(body.key.content)),
        ("Body: length of item 0", _hex(struct.pack(">I", len(body.items[0].content)))),
        ("Body: ciphertext of item 0", _hex(body.items[0].content)),
        ("Private half of the recipient's box key", world.alba.keys.box.private.hex()),
        ("Body key, out of the sealed key", body_key.hex()),
        ("Key of item 0", item_key(body_key, 0).hex()),
        ("Additional data of item 0", _wrap(additional(header, 0).decode())),
        ("Plaintext of item 0: salt", plaintext[:32].hex()),
        ("Plaintext of item 0: length", plaintext[32:36].hex()),
        ("Plaintext of item 0: the item", _wrap(items[0].decode())),
        ("Plaintext of item 0: zeros", f"{len(plaintext) - 36 - len(items[0])} of them"),
    ]
    return "\n\n".join(f"{title}:\n\n```\n{block}\n```" for title, block in blocks)


def _hex(raw: bytes) -> str:
    return _wrap(raw.hex())


def _wrap(found: str) -> str:
    return "\n".join(found[at : at + 96] for at in range(0, len(found), 96))


def _between(page: str, name: str, content: str) -> str:
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{content}\n{end}{after}"
