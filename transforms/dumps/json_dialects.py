"""stub"""

from typing import Any

from transforms.contract import RawRecord
from transforms.dumps.format import Context


def fill_dialect(record: RawRecord, value: dict[str, Any], context: Context) -> bool:
    return False
