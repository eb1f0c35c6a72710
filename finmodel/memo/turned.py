"""What turned since the month before: metrics whose status changed."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.memo.headlines import COMPANY, judge, value_at
from finmodel.memo.memo import Turned
from finmodel.mirror import Results
from finmodel.mirror.status import statuses


def turned(results: Results) -> tuple[Turned, ...] | None:
    """The metrics that turned in the diligence month; None when it is month 1, which has no month before."""
    month = results.diligence_number
    if month == 1:
        return None
    return tuple(_turned(results, statuses(results, month - 1), month))


def _turned(results: Results, before: dict[str, str], month: int) -> Iterator[Turned]:
    for key, status in results.statuses.items():
        if before[key] == status:
            continue
        metric, _, member = key.partition("|")
        index = ["|".join(one) for one in results.member_list(metric)].index(member)
        item = results.items[metric]
        yield Turned(
            metric=metric,
            member=member,
            label=COMPANY.get(metric, item.label),
            unit=item.unit,
            before=value_at(metric, index, month - 1, results),
            value=value_at(metric, index, month, results),
            benchmark=judge(metric, results),
            status_before=before[key],
            status=status,
        )
