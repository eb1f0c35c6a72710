"""The cached values of an updated workbook: of our formulas, of own ones, of the Cover's proof, of charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from finmodel.gates.engine import IronCalc
from finmodel.gates.expect import is_nan
from finmodel.gates.opened import Opened
from finmodel.patch.alike import alike
from finmodel.patch.charts import redrawn
from finmodel.patch.element import Put
from finmodel.patch.lines import printed
from finmodel.patch.proof import Proved
from finmodel.patch.target import Target
from finmodel.workbook.book import stamped
from finmodel.workbook.cells import Scalar
from finmodel.workbook.disk.ondisk import OnDisk
from finmodel.workbook.pages.cover import SEAL, SHEET, Stamp
from finmodel.workbook.seal import seal_of
from finmodel.workbook.view import Place, Value


def refreshed(opened: Opened, proved: Proved) -> Iterator[tuple[Place, Put]]:
    """The formula cells whose cached value is not what they show."""
    values: dict[Place, Value] = dict(proved.values)
    for spot in opened.spots:
        place = opened.places[spot.at]
        assert place is not None, "the proof compared every cell"
        values[place] = _shown(spot.expected)
    for place, value in values.items():
        if not alike(opened.seen.values.get(place), value):
            yield place, Put(value)


def _shown(value: Scalar) -> Value:
    return "n.m." if is_nan(value) else value


def proof_of(target: Target, proved: Proved, disk: OnDisk, *, seal: bool) -> dict[Place, Put]:
    """The result of the proof on the Cover, and its `seal`, which is left broken where somebody broke it."""
    count = proved.comparison.compared
    stamp = Stamp(IronCalc.version(), count, count, proved.comparison.worst)
    cover = stamped(target.book, stamp).pages[0]
    puts = dict(printed(cover, target.pages[SHEET], disk.view, proof=True))
    place = disk.view.find(SHEET, SEAL, "note")
    if seal and place:
        sealed = seal_of(disk.view, {p: put.value for p, put in puts.items()})
        if disk.view.values.get(place) != sealed:
            puts[place] = Put(sealed)
    return puts


def drawn(disk: OnDisk, puts: Mapping[Place, Put], proved: Proved) -> dict[str, bytes]:
    """The charts whose points moved, by part."""

    def look(place: Place) -> Value:
        if place in proved.left or place[0] not in disk.sheets:
            raise LookupError(place)
        return puts[place].value if place in puts else disk.view.values.get(place)

    archive = disk.parts.archive
    before = {part: archive.read(part) for part in disk.parts.charts}
    after = {part: redrawn(xml, part, look) for part, xml in before.items()}
    return {part: xml for part, xml in after.items() if xml != before[part]}
