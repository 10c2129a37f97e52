"""Prints a summary of every zone."""

import argparse
from pathlib import Path
from statistics import mean

from readings import Reading, by_zone, load_readings


def summarize(readings: list[Reading], kind: str) -> str:
    values = [reading.value for reading in readings if reading.kind == kind]
    if not values:
        return f"{kind}: no readings"
    return f"{kind}: {mean(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    readings = load_readings(arguments.file)
    for zone, zone_readings in by_zone(readings).items():
        print(zone)
        for kind in ("temperature", "humidity", "moisture", "light"):
            print("  " + summarize(zone_readings, kind))


if __name__ == "__main__":
    main()
