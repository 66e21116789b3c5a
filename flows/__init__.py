"""WHEN and WHERE: settings, reading and writing Parquet, gates, releases, tasks, flows, the command line."""

import os

# Arrow asks once, before its first allocation. Its own pool keeps what it has freed: 30 MB of a worker, see flows.memory
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
