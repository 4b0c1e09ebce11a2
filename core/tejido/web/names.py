"""How the controls of a record's form are named in HTML.

A field is named by its path: ``severity``, and ``impacts.0.dimension`` within a group. The
group's own name carries the numbers of its items, so that an item of nothing but unticked
boxes is still there when the form comes back. Names with an underscore first are the page's.
"""

#: After a field's path: an answer in place of a value (a reserved id, a bracket).
INSTEAD = ":instead"
#: Submit buttons that change a group and come back: path, or path and number.
ADD, REMOVE = "_add", "_remove"
#: The version that somebody began to edit.
VERSION = "_version"


def control_id(path: str) -> str:
    """Return the HTML id of a control, also the target of links to it."""
    return "f-" + path.replace(".", "-")
