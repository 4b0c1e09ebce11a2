"""Tejido: what a plugin author imports, and nothing else.

A plugin is a package with hook implementations. Everything it needs is here::

    from tejido import Lifecycle, RecordSchema, RecordType, fields, hookimpl, transforms, words
"""

from tejido.accompaniment.entries import AttributionEntry as AttributionEntry
from tejido.accompaniment.entries import CopingEntry as CopingEntry
from tejido.accompaniment.entries import ImpactEntry as ImpactEntry
from tejido.declare import fields as fields
from tejido.declare import transforms as transforms
from tejido.declare.invented import Invented as Invented
from tejido.declare.lifecycles import Due as Due
from tejido.declare.lifecycles import Lifecycle as Lifecycle
from tejido.declare.records import Approved as Approved
from tejido.declare.records import Aside as Aside
from tejido.declare.records import Exchange as Exchange
from tejido.declare.records import Measure as Measure
from tejido.declare.records import Member as Member
from tejido.declare.records import Network as Network
from tejido.declare.records import Offer as Offer
from tejido.declare.records import ProcessKind as ProcessKind
from tejido.declare.records import RecordType as RecordType
from tejido.declare.rules import Rule as Rule
from tejido.declare.rules import Situation as Situation
from tejido.declare.rules import Written as Written
from tejido.declare.samples import Sample as Sample
from tejido.declare.samples import SampleRecord as SampleRecord
from tejido.declare.schemas import RecordSchema as RecordSchema
from tejido.declare.vocabularies import Vocabulary as Vocabulary
from tejido.declare.vocabularies import read_vocabularies as read_vocabularies
from tejido.hookspecs import AnyNode as AnyNode
from tejido.hookspecs import hookimpl as hookimpl
from tejido.languages import words as words
