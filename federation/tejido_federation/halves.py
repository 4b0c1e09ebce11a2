"""Where the layer's own tables go in a backup; ``docs/backups.md`` gives the reason for each."""

from collections.abc import Sequence

from tejido.declare.halves import Half, Named, TableHalf

DATA, KEYS = Half.DATA, Half.KEYS

HALVES: Sequence[TableHalf] = (
    TableHalf("federation_descriptor", DATA),
    TableHalf("federation_charter", DATA),
    TableHalf("federation_peer", DATA),
    TableHalf("federation_alarm", DATA),
    TableHalf(
        "federation_queue", KEYS, names=(Named("process", "process"), Named("record", "record"))
    ),
    TableHalf("federation_stream_out", DATA),
    TableHalf("federation_outgoing", DATA),
    TableHalf("federation_sent_item", DATA),
    TableHalf("federation_stream_in", DATA),
    TableHalf("federation_incoming", DATA, keys=("sealed_key",)),
    TableHalf("federation_received", DATA, keys=("key",)),
    TableHalf("federation_tombstone", KEYS),
    TableHalf("federation_quota", DATA),
    TableHalf("federation_failure", DATA),
)
