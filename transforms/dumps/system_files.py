"""Files that operating systems and unfinished downloads leave beside dumps."""

from __future__ import annotations

import re

_SYSTEM = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|\.Spotlight-|\.Trash|~\$|\.git/|\.~lock\.)"
    r"|\.(?:part|crdownload|partial|filepart|download|tmp|swp)$",
    re.IGNORECASE,
)


def is_system_file(name: str) -> bool:
    """True for `__MACOSX/`, `.DS_Store`, `Thumbs.db`, `*.part` and their like; `name` is a path in an archive or a file's name."""
    return bool(_SYSTEM.search(name.replace("\\", "/")))
