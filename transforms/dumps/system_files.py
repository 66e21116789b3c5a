"""Files that lie beside dumps and are none: of operating systems, unfinished downloads, and what tells a reader about the dump."""

from __future__ import annotations

import re

_SYSTEM = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|\.Spotlight-|\.Trash|~\$|\.git/|\.~lock\.)"
    r"|\.(?:part|crdownload|partial|filepart|download|tmp|swp)$"
    r"|(?:^|/)(?:README|LICEN[CS]E|COPYING|CHANGELOG|(?:MD5|SHA\d+)SUMS?)(?:\.(?:md|rst|txt))?$",
    re.IGNORECASE,
)


def is_system_file(name: str) -> bool:
    """True for `__MACOSX/`, `.DS_Store`, `*.part`, `README.md` and their like; `name` is a path in an archive or a file's name."""
    return bool(_SYSTEM.search(name.replace("\\", "/")))
