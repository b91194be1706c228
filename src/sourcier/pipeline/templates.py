"""What the pages of each site repeat round their texts: learned from what a library holds, kept there, handed to the reader as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from sourcier.model import Article, Template, make_id
from sourcier.read import learn_template
from sourcier.store import Store
from sourcier.text.addresses import registrable_domain

# More articles of one site teach nothing new.
_MOST = 500


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of sites, by registrable domain. The same page with the same value always reads the same."""

    by_domain: Mapping[str, Template] = field(default_factory=dict)

    def of(self, address: str) -> Template | None:
        """What is known of the site of an address."""
        return self.by_domain.get(registrable_domain(address)) if self.by_domain else None

    @property
    def templates_id(self) -> str:
        """A short id of all that is known, "" when that is nothing: it names, with the rules, what a page was read by.

        >>> Templates().templates_id, Templates({"phare.example": Template(("9f",), 3)}).templates_id
        ('', 't60f5a1742f17157b6b90')
        """
        known = [part for domain in sorted(self.by_domain) for part in (domain, self.by_domain[domain].template_id)]
        return make_id("t", *known) if known else ""


NO_TEMPLATES = Templates()


def learn_templates(library: Store) -> Templates:
    """What the held articles of each site teach; of sites with too few articles, or that repeat nothing, nothing is known.

    A line that is known leaves the text but not the page: what was read by these templates teaches the same again.
    """
    learned: dict[str, Template] = {}
    for outlet in library.outlets():
        by_domain: dict[str, list[Article]] = {}
        for article in islice(library.articles(outlet=outlet.name), _MOST):
            by_domain.setdefault(registrable_domain(article.address), []).append(article)
        for domain, articles in by_domain.items():
            template = learn_template(articles)
            if domain and template.lines:
                learned[domain] = max(learned.get(domain, template), template, key=lambda one: (one.articles, one.template_id))
    return Templates(learned)
