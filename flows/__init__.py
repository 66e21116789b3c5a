"""WHEN and WHERE: settings, reading and writing Parquet, gates, releases, tasks, flows, the command line."""
