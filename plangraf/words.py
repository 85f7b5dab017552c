"""The ontology's own words, by the short names that answers use."""

from collections.abc import Mapping
from functools import cache

from ontology import labels
from ontology.terms import TYPE_NAME


@cache
def _types() -> dict[str, Mapping[str, str]]:
    classes = labels()["classes"]
    return {name: classes[str(cls).rpartition("#")[2]] for cls, name in TYPE_NAME.items()}


def type_word(name: str, language: str) -> str:
    """Return the word for a type of element.

    >>> type_word("sub_goal", "nb"), type_word("sub_goal", "en"), type_word("thing", "nb")
    ('delmål', 'sub-goal', 'thing')
    """
    return _types().get(name, {}).get(language, name)


def relation_word(name: str, language: str) -> str:
    """Return the word for how one element serves another.

    >>> relation_word("subGoalOf", "nb")
    'er delmål av'
    """
    return labels()["properties"].get(name, {}).get(language, name)


def method_word(name: str, language: str) -> str:
    """Return the word for how a link was found.

    >>> method_word("exact", "nb")
    'ordrett'
    """
    return labels()["concepts"]["method"].get(name, {}).get(language, name)


def finding_word(code: str, language: str) -> str:
    """Return the name of a kind of finding.

    >>> finding_word("plan-outdated", "nb")
    'plan med utløpt periode'
    """
    return labels()["concepts"]["finding-code"].get(code, {}).get(language, code)


def status_word(name: str, language: str) -> str:
    """Return the word for the status of a plan.

    >>> status_word("adopted", "nb")
    'vedtatt'
    """
    return labels()["concepts"]["plan-status"].get(name, {}).get(language, name)


def assessment_word(name: str, language: str) -> str:
    """Return the word for why a finding was accepted.

    >>> assessment_word("not-relevant", "nb")
    'ikke relevant'
    """
    return labels()["concepts"]["assessment"].get(name, {}).get(language, name)


def decision_word(name: str, language: str) -> str:
    """Return the word for what a human decided about a finding, a link or an element.

    >>> decision_word("handled-in-operations", "nb"), decision_word("reject", "nb")
    ('ivaretatt i drift', 'forkaste')
    """
    concepts = labels()["concepts"]
    for scheme in ("assessment", "decision-action", "correction"):
        if name in concepts[scheme]:
            return concepts[scheme][name].get(language, name)
    return name
