"""Writes a random docket for `telesala plan`: the same for the same seed.

    python3 generate.py --requests 200 --centres 4 --days 10 --load 1.3 --seed 1 > docket.json

`load` is how many times the rooms' hours the hearings asked for would fill: above 1 not all can be placed.
"""

import argparse
import datetime
import json
import random

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
FIRST = datetime.date(2027, 1, 11)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def moment(day, minutes):
    return f"{FIRST + datetime.timedelta(days=day)}T{clock(minutes)}"


def workdays(days):
    return [day for day in range(days) if (FIRST + datetime.timedelta(days=day)).weekday() < 5]


def room(chance, name, days):
    opens, closes = chance.choice([(480, 960), (480, 720), (540, 1020), (480, 990)])
    hours = [{"weekday": day, "from": clock(opens), "to": clock(closes)} for day in WEEKDAYS]
    blocks = []
    for _ in range(chance.choice([0, 0, 1, 2])):
        day, start = chance.choice(workdays(days)), chance.randrange(480, 900, 30)
        blocks.append({"from": moment(day, start), "to": moment(day, start + chance.choice([60, 120, 180]))})
    return {"id": name, "hours": hours, "blocks": blocks}


def centre(chance, name, days):
    rooms = [room(chance, f"{name}-r{place + 1}", days) for place in range(chance.randint(1, 4))]
    counts = [{"weekday": day, "from": "12:00", "to": "12:30"} for day in WEEKDAYS]
    if chance.random() < 0.5:
        counts += [{"weekday": day, "from": "16:00", "to": "16:30"} for day in WEEKDAYS]
    return {"id": name, "escort_teams": max(1, len(rooms) - chance.randint(0, 1)), "counts": counts, "rooms": rooms}


def capacity(centre, days):
    minutes = 0
    for one in centre["rooms"]:
        opens, closes = (int(one["hours"][0][end][:2]) * 60 + int(one["hours"][0][end][3:]) for end in ("from", "to"))
        minutes += (closes - opens - 30) * len(workdays(days))
    return minutes


def person(chance, name, days):
    away = []
    for _ in range(chance.choice([0, 1, 2, 3])):
        day, start = chance.choice(workdays(days)), chance.choice([480, 720, 840])
        away.append({"from": moment(day, start), "to": moment(day, start + chance.choice([120, 240, 480]))})
    return {"id": name, "unavailable": away}


def request(chance, name, days, house, detainees, judges, prosecutors, lawyers):
    sites = []
    count = 1 if chance.random() < 0.88 or len(house) == 1 else 2
    for centre in chance.sample(house, count):
        here = [one["id"] for one in detainees if one["centre"] == centre["id"]]
        sites.append({"centre": centre["id"], "detainees": chance.sample(here, chance.choice([1, 1, 1, 1, 2]))})
    asked = {
        "id": name,
        "weight": chance.choice([1, 1, 2, 2, 3, 3, 5, 8]),
        "duration_minutes": chance.choice([20, 30, 30, 45, 45, 60, 60, 90, 120]),
        "pre_minutes": chance.choice([0, 0, 15, 30]),
        "post_minutes": chance.choice([0, 0, 0, 15]),
        "sites": sites,
        "people": [chance.choice(judges)["id"], chance.choice(prosecutors)["id"]],
        "lawyers": [chance.choice(lawyers)["id"]],
    }
    if chance.random() < 0.5:
        asked["earliest"] = str(FIRST + datetime.timedelta(days=chance.choice(workdays(days))))
    first = datetime.date.fromisoformat(asked.get("earliest", str(FIRST)))
    if chance.random() < 0.6:
        day = min(days - 1, (first - FIRST).days + chance.randint(1, max(2, days // 2)))
        asked["deadline"] = moment(day, chance.choice([720, 960, 1080]))
    return asked


def docket(requests, centres, days, load, seed):
    chance = random.Random(seed)
    house = [centre(chance, f"c{place + 1}", days) for place in range(centres)]
    # The house is grown until the hearings fill it as often as asked for.
    while sum(capacity(one, days) for one in house) * load < requests * 80:
        one = chance.choice(house)
        one["rooms"].append(room(chance, f"{one['id']}-r{len(one['rooms']) + 1}", days))
        one["escort_teams"] += chance.choice([0, 1, 1])
    many = max(3, requests // 12)
    judges = [person(chance, f"j{place + 1}", days) for place in range(many)]
    prosecutors = [person(chance, f"p{place + 1}", days) for place in range(many)]
    lawyers = [person(chance, f"l{place + 1}", days) for place in range(max(4, requests // 6))]
    detainees = []
    for one in house:
        for _ in range(max(3, requests * 4 // 5 // centres)):
            detainees.append({"id": f"d{len(detainees) + 1}", "centre": one["id"]})
    for one in chance.sample(detainees, len(detainees) // 10):
        others = [other["id"] for other in detainees if other["centre"] == one["centre"] and other is not one]
        one["incompatible_with"] = chance.sample(others, min(2, len(others)))
    return {
        "horizon": {"from": str(FIRST), "to": str(FIRST + datetime.timedelta(days=days - 1))},
        "zone": "America/El_Salvador",
        "grid_minutes": 5,
        "buffers": {"turnover_minutes": 10, "movement_minutes": 15},
        "centres": house,
        "people": judges + prosecutors + lawyers,
        "detainees": detainees,
        "requests": [
            request(chance, f"h{place + 1}", days, house, detainees, judges, prosecutors, lawyers)
            for place in range(requests)
        ],
        "fixed": [],
    }


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=100)
    options.add_argument("--centres", type=int, default=3)
    options.add_argument("--days", type=int, default=12)
    options.add_argument("--load", type=float, default=1.3)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    print(json.dumps(docket(asked.requests, asked.centres, asked.days, asked.load, asked.seed)))


if __name__ == "__main__":
    main()
