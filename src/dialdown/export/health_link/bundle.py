"""What a viewer may see, as a FHIR R4 Bundle of plain dictionaries. Nothing of it is in no other page of the same viewer.

<https://hl7.org/fhir/R4/observation.html>, <https://hl7.org/fhir/R4/medicationstatement.html>. A code stands where there is one
that means the same; everywhere else the words of the question say what was asked.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dialdown.diary import selectors as diary
from dialdown.people import selectors as people

if TYPE_CHECKING:
    from dialdown.diary.selectors import DaySeries, MedicineLine
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

Resource = dict[str, Any]
# Twelve weeks: what a doctor compares with the visit before.
DAYS = 84
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
CODES = {
    "pain_now": ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"),
    "sleep_hours": ("93832-4", "Sleep duration"),
}  # fmt: skip
UNITS = {"hours": ("h", "h"), "minutes": ("min", "min"), "h": ("h", "h"), "min": ("min", "min")}


def bundle(viewer: Viewer, person: Person) -> bytes:
    """The last twelve weeks, for a link."""
    last = person.today()
    return packed(resources(viewer, person, first=last - dt.timedelta(days=DAYS - 1), last=last))


def resources(
    viewer: Viewer, person: Person, *, first: dt.date | None = None, last: dt.date | None = None
) -> list[Resource]:
    """Whose they are, one Observation a number and day and voice, one statement a medicine; all days unless said."""
    series = diary.day_series(viewer, person.pk, first=first, last=last)
    found = [patient(person)]
    # A clinic's software gets none of what she writes for herself, sealed yet or not.
    for key in sorted(key for key in series if not series[key].definition.sealed):
        found += observations(person.pk, series[key])
    return found + [medication(person.pk, row) for row in diary.medicine_lines(viewer, person.pk)]


def packed(found: list[Resource]) -> bytes:
    """Resources as one Bundle, UTF-8 JSON."""
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in found]
    whole = {"resourceType": "Bundle", "type": "collection", "timestamp": _instant(), "entry": entries}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def patient(person: Person) -> Resource:
    """Whose numbers they are: the name that the diary goes by, nothing else."""
    return {"resourceType": "Patient", "id": str(person.pk), "name": [{"text": person.display_name}]}


def observations(person_id: uuid.UUID, series: DaySeries) -> list[Resource]:
    """A number a day, every voice apart from the others."""
    definition = series.definition
    coding = CODES.get(definition.key)
    code: Resource = {"text": str(definition.label)}
    if coding is not None:
        code["coding"] = [{"system": LOINC, "code": coding[0], "display": coding[1]}]
    return [
        {
            "resourceType": "Observation", "id": _id(person_id, definition.key, source, day.isoformat()),
            "status": "final", "category": [{"coding": [SURVEY]}], "code": code, "subject": _about(person_id),
            "effectiveDateTime": day.isoformat(), "performer": [{"display": people.source_words(source)}],
            "valueQuantity": _quantity(days[day], definition.unit),
        }
        for source, days in ((series.source, series.days), *sorted(series.others.items()))
        for day in sorted(days)
    ]  # fmt: skip


def medication(person_id: uuid.UUID, line: MedicineLine) -> Resource:
    """A medicine and when it was taken, as she wrote it."""
    period = {"start": line.starts_on.isoformat()}
    if line.ends_on is not None:
        period["end"] = line.ends_on.isoformat()
    return {
        "resourceType": "MedicationStatement", "id": _id(person_id, "medicine", line.title, period["start"]),
        "status": "active" if line.ends_on is None else "completed", "medicationCodeableConcept": {"text": line.title},
        "subject": _about(person_id), "effectivePeriod": period,
    }  # fmt: skip


def _quantity(value: float, unit: str) -> Resource:
    known = UNITS.get(unit)
    found: Resource = {"value": int(value) if value == int(value) else round(value, 4)}
    if known is not None:
        return found | {"unit": known[0], "system": UCUM, "code": known[1]}
    return found | ({"unit": unit} if unit else {})


def _about(person_id: uuid.UUID) -> Resource:
    return {"reference": f"urn:uuid:{person_id}"}


def _id(person_id: uuid.UUID, *parts: str) -> str:
    """The same number has the same name in every file, so that a clinic does not count it twice."""
    return str(uuid.uuid5(person_id, " ".join(parts)))


def _instant() -> str:
    return timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
