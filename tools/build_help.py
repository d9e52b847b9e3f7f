"""Writes the help lines that the product shows from the table of sourced help numbers.

    python tools/build_help.py ../shared/content/help_numbers.csv

What is left out: rows that no source was seen for, and every cell that did not stand in the source. A cell that says
two things, of which one was not seen, is rewritten by hand in BY_HAND. A row whose note admits a doubt has to be
looked at by somebody, so the build stops when a new one turns up.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src/dialdown/learn/data"
COLUMNS: tuple[str, ...] = (
    "country", "kind", "name", "for_whom", "phone", "text", "chat", "hours", "languages", "cost",
    "night", "partly", "remark", "source", "source_url", "source_date", "checked",
)  # fmt: skip

# What a word in `seen_fields` allows. Hours of one channel only say nothing about the others.
ALLOWS = {
    "phone": "phone", "text": "text", "text number only": "text", "chat": "chat", "channels": "chat", "site": "chat",
    "hours": "hours", "hours of text": "hours", "hours in a 2026 list": "hours", "chat hours": "",
    "languages": "languages", "cost": "cost", "age": "for_whom",
}  # fmt: skip

# (country, name) -> cells as they may be shown. `night` no = not certain enough to be the line for the night.
BY_HAND: dict[tuple[str, str], dict[str, str]] = {
    ("US", "Crisis Text Line"): {"text": "741741"},
    ("US", "988 Suicide & Crisis Lifeline"): {"languages": "English; Spanish (press 2)"},
    ("CA", "Kids Help Phone"): {"hours": "texts day and night", "night": ""},
    ("GB", "Emergency services"): {"phone": "999"},
    ("GB", "NHS 111, mental health option"): {
        "phone": "111 (then option 2, mental health)", "remark": "England. Other parts of the UK have other numbers."
    },
    ("GB", "Childline (NSPCC)"): {
        "hours": "day and night when last seen; nights have been shorter before", "night": ""
    },
    ("IE", "Text About It (50808)"): {"text": "TALK to 50808"},
    ("DE", "Nummer gegen Kummer, Kinder- und Jugendtelefon"): {"hours": "Mon-Sat 14-20; Mon, Wed, Thu also 10-12"},
    ("FR", "Emergency services"): {"phone": "112 | 15 (medical)"},
    ("FI", "MIELI Kriisipuhelin"): {
        "phone": "09 2525 0111 | 09 2525 0112 (Swedish) | 09 2525 0113 (English, Arabic)",
        "hours": "day and night in Finnish; other languages at set times", "partly": "yes",
    },
    ("BE", "Centre de Prévention du Suicide"): {"partly": "yes"},
    ("CZ", "Linka bezpečí"): {"partly": "yes"},
    ("CZ", "Linka první psychické pomoci"): {"hours": "", "night": ""},
    ("DK", "Livslinien"): {"partly": "yes"},
    ("SE", "Mind Självmordslinjen"): {"hours": "day and night in 2020; may have changed", "night": ""},
    ("PT", "1411 Linha Nacional de Prevenção do Suicídio"): {
        "remark": "Under 18: they may ask for a parent, unless waiting is dangerous."
    },
    ("ZA", "SADAG suicide crisis helpline"): {"hours": "day and night"},
    ("KR", "Emergency services"): {"phone": "119 (ambulance) | 112 (police)"},
    ("BR", "Emergency services"): {"phone": "192 (medical)"},
    ("AR", "Línea 135"): {"hours": "differs by province", "night": ""},
    ("AR", "Línea 102"): {"remark": "Hours differ by province."},
}  # fmt: skip

# Rows whose note admits a doubt that leaving out unseen cells already settles.
LOOKED_AT = {
    ("US", "Childhelp National Child Abuse Hotline"), ("US", "The Trevor Project"), ("GB", "Samaritans"),
    ("GB", "Shout"), ("GB", "PAPYRUS HOPELINE"), ("IE", "Childline (ISPCC)"), ("DE", "TelefonSeelsorge"),
    ("FR", "Fil Santé Jeunes"),
    ("ES", "Línea 024"), ("ES", "Teléfono ANAR"), ("IT", "114 Emergenza Infanzia"), ("AT", "147 Rat auf Draht"),
    ("CH", "Pro Juventute Elternberatung"), ("AR", "Emergency services"), ("NO", "Alarmtelefonen for barn og unge"),
}  # fmt: skip
DOUBT = re.compile(r"from memory|confirm|verify|cut for a time", re.IGNORECASE)


def shown(row: dict[str, str]) -> dict[str, str]:
    """One row with only the cells that may be shown."""
    allowed = set()
    for word in re.split(r"[,;]\s*", row["seen_fields"]):
        if word not in ALLOWS:
            raise SystemExit(f"{row['country']} {row['name']}: seen_fields word {word!r} is not known")
        allowed.add(ALLOWS[word])
    out = dict.fromkeys(COLUMNS, "")
    out |= {
        key: row[key] for key in ("country", "kind", "name", "source", "source_url", "source_date", "checked")
    }
    out |= {
        key: row[key] for key in ("phone", "text", "chat", "hours", "languages", "cost") if key in allowed
    }
    # Whom a line is for belongs to its name; an age is a fact of its own.
    if "for_whom" in allowed or not re.search(r"\d", row["for_whom"]):
        out["for_whom"] = row["for_whom"]
    out["phone"] = out["phone"].replace(" or ", " | ")
    if out["hours"].startswith("24/7"):
        out["night"], out["hours"] = "yes", "day and night"
    out["text"] = out["text"].replace(" (SMS)", "")
    by_hand = BY_HAND.get((row["country"], row["name"]), {})
    unseen = {
        key for key in by_hand if key in ("phone", "text", "chat", "hours", "languages", "cost")
    } - allowed
    if unseen:
        raise SystemExit(f"{row['country']} {row['name']}: {sorted(unseen)} rewritten by hand, but not seen")
    return out | by_hand


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path)
    table = parser.parse_args().table
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen = [row for row in rows if row["seen"] == "yes"]
    doubtful = {(r["country"], r["name"]) for r in seen if DOUBT.search(r["note"] + r["hours"])}
    unread = doubtful - LOOKED_AT - set(BY_HAND) - {k for k in doubtful if _settled(k, seen)}
    if unread:
        print(*(f"look at: {country} {name}" for country, name in sorted(unread)), sep="\n", file=sys.stderr)
        return 1
    with (OUT / "help_numbers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(shown(row) for row in seen)
    countries = sorted({(r["country_name"], r["country"]) for r in rows if r["country"] != "ZZ"})
    with (OUT / "help_countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "country_name"))
        writer.writerows((code, name) for name, code in countries)
    print(f"{len(seen)} of {len(rows)} rows, {len(countries)} countries", file=sys.stderr)
    return 0


def _settled(key: tuple[str, str], rows: list[dict[str, str]]) -> bool:
    """True when the doubt is about hours only, and the hours are not shown."""
    row = next(r for r in rows if (r["country"], r["name"]) == key)
    return "hours" not in row["seen_fields"] and not DOUBT.search(re.sub(r"(?i)hours[^;.]*", "", row["note"]))


if __name__ == "__main__":
    sys.exit(main())
