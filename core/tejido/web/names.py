"""How the controls of a record's form are named in HTML.

A field is named by its path: ``severity``, and ``impacts.0.dimension`` within a group. The
group's own name carries the numbers of its items, so that an item of nothing but unticked
boxes is still there when the form comes back. Names with an underscore first are the page's.
"""

#: After a field's path: an answer in place of a value (a reserved id, a bracket).
INSTEAD = ":instead"
#: Submit buttons that change a group, or open one of its items, and come back: the group's path
#: to add to it, an item's path for the others.
ADD, REMOVE, OPEN = "_add", "_remove", "_open"
#: The version that somebody began to edit.
VERSION = "_version"


def control_id(path: str) -> str:
    """Return the HTML id of a control, also the target of links to it."""
    return "f-" + path.replace(".", "-")
