"""The use cases: the only place that composes the rooms below and calls hooks.

Each takes a node and somebody signed in, is one transaction, and returns frozen values. Events
are told after the transaction; ``approved`` within it, so that queueing cannot be lost. No rule
lives here that a face could be asked instead, and none in a face.
"""
