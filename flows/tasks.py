"""The tasks: what Prefect runs, retries and shows. Each hands paths to a plain function and gets a small report back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flows.errors import UsageError
from flows.gate import Context
from flows.plan import Shard
from flows.settings import Settings
from flows.shards import ReadPlan, ShardReport, annotate_shard, read_shard

T = TypeVar("T")


def _is_disk(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:
    """A disk may come back; whatever else is wrong is wrong again."""
    return isinstance(state.result(raise_on_failure=False), OSError)


AGAIN: Any = {"retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": _is_disk}


@task(name="read shard", task_run_name="read {shard.name}", cache_policy=NO_CACHE, persist_result=False, **AGAIN)
def read_shard_task(shard: Shard, plan: ReadPlan) -> ShardReport:
    """Dumps to staged records, articles, paragraphs, cuts and rejects."""
    return read_shard(shard, plan)


@task(name="annotate shard", task_run_name="annotate {shard}", cache_policy=NO_CACHE, persist_result=False, **AGAIN)
def annotate_shard_task(shard: str, staging: str, recogniser: str, context: Context, from_stage: str | None = None) -> ShardReport:
    """Staged paragraphs to staged entities and quotes."""
    return annotate_shard(shard, staging, recogniser, context, from_stage)


def make_runner(name: str, workers: int) -> TaskRunner[Any]:
    """The task runner of a setting: the same flow on threads, processes, a Dask or a Ray cluster."""
    if name == "threads":
        return ThreadPoolTaskRunner(max_workers=workers)
    if name == "processes":
        return ProcessPoolTaskRunner(max_workers=workers)
    try:
        if name == "dask":
            from prefect_dask import DaskTaskRunner

            cluster: TaskRunner[Any] = DaskTaskRunner(cluster_kwargs={"n_workers": workers, "threads_per_worker": 1})
            return cluster
        from prefect_ray import RayTaskRunner

        ray: TaskRunner[Any] = RayTaskRunner()
        return ray
    except ImportError:
        raise UsageError(f"runner '{name}' needs the package prefect-{name}: install it, or choose processes or threads") from None


def gather(label: str, futures: Sequence[PrefectFuture[T]]) -> list[T]:
    """The results in the order of the futures, with a progress bar where somebody looks. The first error is raised."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TextColumn("shards"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        advance = bar.add_task(label, total=len(futures))
        for _ in as_completed(list(futures)):
            bar.advance(advance)
    return [future.result() for future in futures]


@contextmanager
def workers(settings: Settings, shards: int) -> Iterator[TaskRunner[Any]]:
    """The task runner of the settings, started with no more workers than there are shards.

    One shard is worked on where the flow runs: starting a process for it would cost more than it could save.
    """
    name = "threads" if settings.runner == "processes" and shards == 1 else settings.runner
    with make_runner(name, min(settings.workers, max(1, shards))).duplicate() as runner:
        yield runner
