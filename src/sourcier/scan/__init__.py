"""Scanning: the same steps as for one library, over a web archive, in tasks that any engine runs and that leave tables."""

from __future__ import annotations

from sourcier.scan.engines import engine
from sourcier.scan.plan import Filters, Plan, Shard
from sourcier.scan.running import Step, plan_scan, scan, total

__all__ = ["Filters", "Plan", "Shard", "Step", "engine", "plan_scan", "scan", "total"]
