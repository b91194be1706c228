"""Tracing: who derives from whom, on what evidence, and where a story began."""

from sourcier.trace.claimed import claimed_chain
from sourcier.trace.directions import Direction, find_directions
from sourcier.trace.edits import Change, Edit, find_edits
from sourcier.trace.flows import Flow, delay_quartiles, find_flows
from sourcier.trace.groups import connected_groups, page_ties
from sourcier.trace.judge import judged, judged_story, judgements, standing, without_judgements
from sourcier.trace.sayings import count_witnesses, find_sayings
from sourcier.trace.searched import searched
from sourcier.trace.stories import trace_stories
from sourcier.trace.timeline import find_timeline
from sourcier.trace.versions import is_version, versions_of
from sourcier.trace.written import Writing, WrittenAs, how_written

__all__ = [
    "Change",
    "Direction",
    "Edit",
    "Flow",
    "Writing",
    "WrittenAs",
    "claimed_chain",
    "connected_groups",
    "count_witnesses",
    "delay_quartiles",
    "find_directions",
    "find_edits",
    "find_flows",
    "find_sayings",
    "find_timeline",
    "how_written",
    "is_version",
    "judged",
    "judged_story",
    "judgements",
    "page_ties",
    "searched",
    "standing",
    "trace_stories",
    "versions_of",
    "without_judgements",
]
