"""Writes believable readings for a day, for trying things out."""

import argparse
import csv
import math
import random
from pathlib import Path

ZONES = ("north", "south", "east", "west")


def temperature(hour: float) -> float:
    return 20 + 6 * math.sin((hour - 9) / 24 * 2 * math.pi) + random.uniform(-0.5, 0.5)


def moisture(hour: float) -> float:
    return 70 - hour * 0.8 + random.uniform(-1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    with arguments.file.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sensor", "zone", "kind", "value", "taken_at"])
        for hour in range(24):
            for zone in ZONES:
                taken_at = hour * 3_600_000
                writer.writerow([f"{zone}-t", zone, "temperature", temperature(hour), taken_at])
                writer.writerow([f"{zone}-m", zone, "moisture", moisture(hour), taken_at])


if __name__ == "__main__":
    main()
