"""Where the core's own tables go. ``docs/backups.md`` gives the reason for each."""

from collections.abc import Sequence

from tejido.declare.halves import Half, Named, TableHalf

DATA, KEYS, LEFT_OUT = Half.DATA, Half.KEYS, Half.LEFT_OUT

CORE_HALVES: Sequence[TableHalf] = (
    TableHalf("person", KEYS),
    TableHalf("role_key", KEYS),
    TableHalf("slot", KEYS, names=(Named("owner", "process", when=("kind", "process")),)),
    TableHalf("session", LEFT_OUT),
    TableHalf("spare_code", KEYS),
    TableHalf("sign_in_throttle", LEFT_OUT),
    TableHalf("sealing", LEFT_OUT),
    TableHalf("guardian_part", KEYS),
    TableHalf("recovery_request", KEYS),
    TableHalf("recovery_part", KEYS),
    TableHalf("wanted_slot", KEYS, names=(Named("owner", "process", when=("kind", "process")),)),
    TableHalf("process", DATA, opened_by="slot"),
    TableHalf("record", DATA),
    TableHalf("task", DATA),
    TableHalf("consent_grant", KEYS),
    TableHalf("deposit", DATA),
    TableHalf("attachment", DATA),
    TableHalf("attachment_part", DATA),
    TableHalf("retention_rule", DATA),
    TableHalf("retention_hold", DATA),
    TableHalf("counting_key", KEYS),
    TableHalf("coded_row", KEYS, names=(Named("record", "record", when=("origin", "")),)),
    TableHalf("pseudonym_key", KEYS),
    TableHalf("emission", DATA),
    TableHalf("audit_entry", DATA, mortal=("sealed",)),
    TableHalf("audit_checkpoint", DATA),
    TableHalf("own_term", DATA),
)
