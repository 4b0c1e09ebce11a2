"""What somebody may ask to keep back, as a list to choose from."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tejido.consent.withholding import path_of
from tejido.declare.fields import Group, record_fields
from tejido.declare.policy import Policy
from tejido.declare.transforms import AREA, DAY, NUMBER
from tejido.languages import words
from tejido.web.forms import Option
from tejido.web.say import here
from tejido.web.state import state
from tejido.work.agreements import Agreements

_ = words("tejido")

#: Fields of a kind, in whatever is written now or later.
KINDS: Mapping[str, str] = {
    f"*/{AREA}": _("Where: country and region, wherever they stand"),
    f"*/{DAY}": _("When: quarters and years, wherever they stand"),
    f"*/{NUMBER}": _("How many, wherever that stands"),
}


@dataclass(frozen=True)
class Topic:
    """Things of one sort that can be kept back; ``label`` is empty for those of every sort."""

    label: str
    options: tuple[Option, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether any of it is kept back."""
        return any(option.chosen for option in self.options)


def topics(found: Agreements, named: Mapping[str, str]) -> list[Topic]:
    """Return what can be kept back; ``named`` is what is, by path, as it was called."""
    kinds = tuple(Option(path, here(name), path in named) for path, name in KINDS.items())
    kept = [Topic("", kinds)]
    for type_id in _types(found, named):
        policy = state().node.declarations.policies[type_id]
        options = tuple(Option(path, name, path in named) for path, name in _fields(policy))
        kept.append(Topic(_type_label(type_id), options))
    known = {option.value for topic in kept for option in topic.options}
    rest = tuple(
        Option(path, name, chosen=True) for path, name in named.items() if path not in known
    )
    return [*kept, Topic(here(_("Of forms that are not here now")), rest)] if rest else kept


def called(paths: Collection[str]) -> dict[str, str]:
    """Return what the fields of paths are called in the language of this page."""
    names = {path: here(name) for path, name in KINDS.items()}
    for type_id, policy in state().node.declarations.policies.items():
        names |= {path: f"{_type_label(type_id)}: {name}" for path, name in _fields(policy)}
    return {path: names.get(path, path) for path in paths}


def _type_label(type_id: str) -> str:
    return here(state().node.declarations.types[type_id].label)


def _types(found: Agreements, named: Collection[str]) -> list[str]:
    """Return the types of which something could leave: written here, or in one of our charters."""
    node = state().node
    near = {record.type for record in found.records}
    near |= {type_id for network in node.plugins.networks(node) for type_id in network.policies}
    near |= {path.partition("/")[0] for path in named}
    policies = node.declarations.policies
    return [one for one in policies if one in near and policies[one].parts]


def _fields(policy: Policy) -> Iterator[tuple[str, str]]:
    """Give the paths of what leaves of a type, with what it is called."""
    declared = record_fields(state().node.declarations.schema(policy.type))
    for part in policy.parts:
        field = declared[part.name]
        yield path_of(policy.type, part.name), here(field.label)
        if isinstance(field, Group) and not field.leaves:
            for name, inner in record_fields(field.item).items():
                if inner.leaves:
                    within = f"{here(field.label)}: {here(inner.label)}"
                    yield path_of(policy.type, name, part.name), within
