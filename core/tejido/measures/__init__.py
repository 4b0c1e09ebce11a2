"""Counting, and protecting the people who are counted: coded rows to a protected table.

Everything here is pure: values in, values out, no database and no hook. The steps, one file
each:

1. ``counting``: coded rows of one year to a two-way table, the beside facet next to it;
2. ``rule``: which figures may be shown at all;
3. ``circulation``: the two blocks and all their totals as one flow that must balance;
4. ``complement``: which further figures to suppress (a heuristic; nobody trusts it);
5. ``audit``: what a reader could still work out, exactly (trusted, knows nothing of step 4);
6. ``protect``: 4 and 5 in turns, and the whole table withheld where 5 is never satisfied;
7. ``table``: what a face may show.
"""
