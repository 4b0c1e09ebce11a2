"""The search day: what a brigade keeps of it, and the little that may leave."""

from tejido import Due, Lifecycle, RecordSchema, RecordType, fields, transforms, words

_ = words("tejido_busqueda")


class SearchDaySchema(RecordSchema):
    """One day on which families went out together to search."""

    day = fields.Day(
        _("Day"),
        required=True,
        leaves=transforms.ladder(transforms.quarter, transforms.year),
        quasi=True,
    )
    place = fields.Place(
        _("Where"),
        leaves=transforms.ladder(transforms.region, transforms.country),
        quasi=True,
    )
    ground = fields.Code("busqueda.ground", _("Ground"), required=True, leaves=transforms.as_is)
    people = fields.Count(_("How many went"), leaves=transforms.bracket(1, 6, 16, 51))
    state = fields.Code("state_response", _("What the State did"), leaves=transforms.as_is)
    signs = fields.Flag(_("Something was found"))  # asked, never leaves
    lead = fields.Person(_("Who accompanies"))  # cannot leave: no transform takes text
    narrative = fields.Narrative(_("How the day was"))


SEARCH_DAY = RecordType(
    "busqueda.search_day",
    _("Search day"),
    SearchDaySchema,
    lifecycle=Lifecycle(
        start="agreed",
        states={
            "agreed": _("Agreed on"),
            "put_off": _("Put off together"),
            "returned": _("Everybody is back"),
            "closed": _("Closed in a circle"),
        },
        moves={
            "agreed": ["returned", "put_off"],
            "put_off": ["agreed"],
            "returned": ["closed"],
        },
        due={"returned": Due("circle", _("Hold the circle after the search"), days=3)},
    ),
)
