"""The log in words: what each kind of entry, and each fact in one, is called."""

from collections.abc import Mapping

from tejido.audit.log import Kind
from tejido.languages import Text, words

_ = words("tejido")

KINDS: Mapping[Kind, Text] = {
    Kind.SIGN_IN: _("Signed in"),
    Kind.REFUSED: _("Was refused"),
    Kind.LOCK: _("Locked"),
    Kind.PASSPHRASE: _("Changed a passphrase"),
    Kind.SECOND_FACTOR: _("Changed the one-time codes"),
    Kind.RECOVERY: _("Recovered access"),
    Kind.PERSON: _("Changed who is here"),
    Kind.ROLE: _("Opened or took away a role"),
    Kind.PROCESS: _("Began or changed a process"),
    Kind.OPEN: _("Opened"),
    Kind.WRITE: _("Wrote"),
    Kind.MOVE: _("Moved on"),
    Kind.GRANT: _("Opened a process to somebody"),
    Kind.TEAM: _("Changed a team"),
    Kind.ROTATE: _("Renewed a key"),
    Kind.DEPOSIT: _("Left something for a team"),
    Kind.ATTACH: _("Attached a file"),
    Kind.SEARCH: _("Searched"),
    Kind.CONSENT: _("Wrote down a consent"),
    Kind.WITHDRAW: _("Withdrew a consent"),
    Kind.APPROVE: _("Approved what leaves"),
    Kind.SEND: _("Sent"),
    Kind.RECEIVE: _("Received"),
    Kind.RETRACT: _("Took back what was sent"),
    Kind.ERASE: _("Erased"),
    Kind.RETENTION: _("Let go what had its time"),
    Kind.HOLD: _("Kept something longer"),
    Kind.IMPORT: _("Took in from a sheet"),
    Kind.EXPORT: _("Took out"),
    Kind.RELEASE: _("Released figures"),
    Kind.CHARTER: _("Changed a charter"),
    Kind.PEER: _("Changed a peer"),
    Kind.BACKUP: _("Made a backup"),
    Kind.RESTORE: _("Restored a backup"),
}
#: A fact that is not here is shown by its own name.
FACTS: Mapping[str, Text] = {
    "added": _("person"),
    "charter": _("charter"),
    "digest": _("digest"),
    "grant": _("consent"),
    "items": _("items"),
    "message": _("message"),
    "network": _("network"),
    "outcome": _("outcome"),
    "peer": _("peer"),
    "process": _("process"),
    "record": _("record"),
    "records": _("records"),
    "role": _("role"),
    "state": _("state"),
    "to": _("to"),
    "what": _("what"),
}
