"""Reads the files that the sensors leave behind."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reading:
    sensor: str
    zone: str
    kind: str
    value: float
    taken_at: int


def load_readings(path: Path) -> list[Reading]:
    with path.open(newline="") as file:
        return [parse_row(row) for row in csv.DictReader(file)]


def parse_row(row: dict[str, str]) -> Reading:
    return Reading(
        sensor=row["sensor"],
        zone=row["zone"],
        kind=row["kind"],
        value=float(row["value"]),
        taken_at=int(row["taken_at"]),
    )


def by_zone(readings: list[Reading]) -> dict[str, list[Reading]]:
    zones: dict[str, list[Reading]] = {}
    for reading in readings:
        zones.setdefault(reading.zone, []).append(reading)
    return zones
