"""What is opened to somebody is sealed to the key whose six words were compared by voice.

Words say nothing later: between a call and a press somebody may be given another key. So the
public half that stood beside the words goes along, and nothing is sealed to any other.
"""

from tejido.errors import ChangedError
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Reading
from tejido.store.people import Person
from tejido.vault.key_words import key_words
from tejido.work.colleagues import anybody

_ = words("tejido")


def check_compared(person: Person, public: bytes) -> None:
    """Return if a verified person's key is still the one that was compared.

    Raises:
        ChangedError: they have another by now.
    """
    if person.public != public:
        raise ChangedError(_("This person's key is not the one you compared: ask them again."))


def compared(node: Node, handle: str, said: str) -> bytes:
    """Return somebody's public half, if these are its words as they were read out.

    Raises:
        NotFoundError: nobody of this handle is active here.
        ChangedError: they are other words.
        SealError: the person was changed in the database.
    """
    with node.store.read() as tx:
        return compared_in(node, tx, handle, said)


def compared_in(node: Node, tx: Reading, handle: str, said: str) -> bytes:
    """Return the same as :func:`compared`, within a transaction."""
    person = anybody(node, tx, handle)
    its = key_words(person.id, person.public, node.settings.language)
    if tuple(said.casefold().split()) != its:
        raise ChangedError(_("These are other words: speak with them again, do not open."))
    return person.public
