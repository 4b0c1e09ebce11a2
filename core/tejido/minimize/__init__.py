"""Gates and exact bytes of what may leave: the only way a record becomes bytes for others.

Pure: values in, values out. ``work.leaving`` reads, asks a person, and stores.
"""
