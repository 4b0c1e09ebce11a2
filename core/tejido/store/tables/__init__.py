"""Every table of the core. ``docs/at-rest.md`` says of each column whether it is sealed.

Days are ``YYYY-MM-DD``; moments are UTC, ``YYYY-MM-DDTHH:MMZ``, seconds only where a session
or a throttle needs them. A column that refers to a row is named after it and holds its id.
"""

from collections.abc import Sequence

from tejido.store.tables.audit import AuditCheckpointTable, AuditEntryTable
from tejido.store.tables.base import Table
from tejido.store.tables.counting import (
    CodedRowTable,
    CountingKeyTable,
    EmissionTable,
    PseudonymKeyTable,
)
from tejido.store.tables.people import (
    PersonTable,
    RoleKeyTable,
    SealingTable,
    SessionTable,
    SlotTable,
    SpareCodeTable,
    ThrottleTable,
)
from tejido.store.tables.processes import (
    AttachmentPartTable,
    AttachmentTable,
    DepositTable,
    GrantTable,
    ProcessTable,
    RecordTable,
    TaskTable,
)
from tejido.store.tables.recovery import (
    GuardianPartTable,
    RecoveryPartTable,
    RecoveryRequestTable,
    WantedSlotTable,
)
from tejido.store.tables.retention import RetentionHoldTable, RetentionRuleTable
from tejido.store.tables.words import OwnTermTable

#: In an order in which each may refer to those before it.
TABLES: Sequence[type[Table]] = (
    PersonTable,
    RoleKeyTable,
    SlotTable,
    SessionTable,
    SpareCodeTable,
    ThrottleTable,
    SealingTable,
    GuardianPartTable,
    RecoveryRequestTable,
    RecoveryPartTable,
    WantedSlotTable,
    ProcessTable,
    RecordTable,
    TaskTable,
    GrantTable,
    DepositTable,
    AttachmentTable,
    AttachmentPartTable,
    RetentionRuleTable,
    RetentionHoldTable,
    CountingKeyTable,
    CodedRowTable,
    PseudonymKeyTable,
    EmissionTable,
    AuditEntryTable,
    AuditCheckpointTable,
    OwnTermTable,
)

__all__ = [
    "TABLES",
    "AttachmentPartTable",
    "AttachmentTable",
    "AuditCheckpointTable",
    "AuditEntryTable",
    "CodedRowTable",
    "CountingKeyTable",
    "DepositTable",
    "EmissionTable",
    "GrantTable",
    "GuardianPartTable",
    "OwnTermTable",
    "PersonTable",
    "ProcessTable",
    "PseudonymKeyTable",
    "RecordTable",
    "RecoveryPartTable",
    "RecoveryRequestTable",
    "RetentionHoldTable",
    "RetentionRuleTable",
    "RoleKeyTable",
    "SealingTable",
    "SessionTable",
    "SlotTable",
    "SpareCodeTable",
    "Table",
    "TaskTable",
    "ThrottleTable",
    "WantedSlotTable",
]
