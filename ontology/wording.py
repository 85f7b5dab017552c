"""Reads ``labels.json``: the words shown for terms, concepts and findings."""

import json
from functools import cache
from typing import TypedDict, cast

from ontology import resource

Texts = dict[str, str]
"""A text by language: the keys are ``nb``, ``nn`` and ``en``."""


class Wording(TypedDict):
    """What ``labels.json`` holds; inner keys are local names, or notations of concepts."""

    version: str
    classes: dict[str, Texts]
    alternatives: dict[str, dict[str, list[str]]]
    properties: dict[str, Texts]
    concepts: dict[str, dict[str, Texts]]
    severities: dict[str, str]
    messages: dict[str, Texts]
    goals: dict[str, Texts]


@cache
def read() -> Wording:
    """Read the file once; callers share the result and leave it as it is.

    >>> read()["concepts"]["plan-status"]["on-hearing"]["nb"]
    'på høring'
    """
    return cast("Wording", json.loads(resource("labels.json").read_text(encoding="utf-8")))
