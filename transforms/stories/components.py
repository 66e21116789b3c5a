"""Connected components that are always up to date: the label of every row can be read as a column at any time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Components:
    """`labels[i]` is the component of row i. Joining relabels the smaller of two components, so n joins cost n log n."""

    def __init__(self, labels: NDArray[np.int64]) -> None:
        """Rows with equal labels begin in one component."""
        self.labels = labels.copy()
        self._members: dict[int, list[int]] = {}
        order = np.argsort(labels, kind="stable")
        is_next = np.diff(labels[order]) == 0
        shared = np.zeros(len(order), np.bool_)
        shared[1:] |= is_next
        shared[:-1] |= is_next
        for row in order[shared].tolist():
            self._members.setdefault(int(labels[row]), []).append(row)

    def join(self, one: int, other: int) -> None:
        """Make one component of those of two rows."""
        keep, give = int(self.labels[one]), int(self.labels[other])
        if keep == give:
            return
        kept, given = self._members.pop(keep, [one]), self._members.pop(give, [other])
        if len(kept) < len(given):
            keep, kept, given = give, given, kept
        self.labels[given] = keep
        kept.extend(given)
        self._members[keep] = kept
