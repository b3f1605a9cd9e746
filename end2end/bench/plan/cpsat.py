"""Plans a docket with OR-Tools' CP-SAT, to have something to compare `telesala plan` with.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install ortools
    /tmp/venv/bin/python cpsat.py docket.json --seconds 10 --workers 2 > plan.json

The model is the usual one: an optional interval for each hearing and room, no overlap for each room, person and detainee, a
cumulative for each centre's escorts, and the starts of each room as a domain. First the weight is maximised; if that is
proved before the time is up, the rest goes into the waiting. Zones whose clocks change are left out.
"""

import argparse
import datetime
import json
import sys
import time

from ortools.sat.python import cp_model

DAY = 24 * 60
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Docket:
    """The docket in minutes from the first midnight."""

    def __init__(self, read):
        self.read = read
        self.first = datetime.date.fromisoformat(read["horizon"]["from"])
        self.days = (datetime.date.fromisoformat(read["horizon"]["to"]) - self.first).days + 1
        self.grid = read["grid_minutes"]
        self.turnover = read["buffers"]["turnover_minutes"]
        self.movement = read["buffers"]["movement_minutes"]
        self.centres = {centre["id"]: centre for centre in read.get("centres", [])}
        self.people = {person["id"]: person for person in read.get("people", [])}
        self.apart = {detainee["id"]: set() for detainee in read.get("detainees", [])}
        for detainee in read.get("detainees", []):
            for other in detainee.get("incompatible_with", []):
                self.apart[detainee["id"]].add(other)
                self.apart[other].add(detainee["id"])
        self.home = {detainee["id"]: detainee["centre"] for detainee in read.get("detainees", [])}

    def minute(self, civil):
        at = datetime.datetime.fromisoformat(civil)
        return (at.date() - self.first).days * DAY + at.hour * 60 + at.minute

    def civil(self, minute):
        at = datetime.datetime.combine(self.first, datetime.time()) + datetime.timedelta(minutes=minute)
        return at.strftime("%Y-%m-%dT%H:%M")

    def weekly(self, windows):
        periods = []
        for day in range(self.days):
            weekday = WEEKDAYS[(self.first + datetime.timedelta(days=day)).weekday()]
            for window in windows:
                if window["weekday"] == weekday:
                    ends = [day * DAY + int(window[end][:2]) * 60 + int(window[end][3:]) for end in ("from", "to")]
                    periods.append(tuple(ends))
        return periods

    def periods(self, listed):
        return [(self.minute(period["from"]), self.minute(period["to"])) for period in listed]


def spans(docket, request):
    before, after = -request.get("pre_minutes", 0), request["duration_minutes"] + request.get("post_minutes", 0)
    return {
        "main": (0, request["duration_minutes"]),
        "whole": (before, after),
        "room": (before, after + docket.turnover),
        "movement": (before - docket.movement, after + docket.movement),
    }


def starts(docket, request, room=None, centre=None):
    """The starts that need no other request, with this room."""
    span = spans(docket, request)
    earliest = datetime.date.fromisoformat(request.get("earliest", str(docket.first)))
    first = max(0, (earliest - docket.first).days * DAY)
    last = docket.days * DAY
    if "deadline" in request:
        last = min(last, docket.minute(request["deadline"])) - request["duration_minutes"]
    first = max(first, -span["movement"][0])
    last = min(last, docket.days * DAY - max(span["movement"][1], span["room"][1]))
    closed = []
    if request.get("sites"):
        for site in request["sites"]:
            if site.get("detainees"):
                closed += [(span["movement"], period) for period in docket.weekly(docket.centres[site["centre"]].get("counts", []))]
    for people, which in ((request.get("people", []), "main"), (request.get("lawyers", []), "whole")):
        for person in people:
            closed += [(span[which], period) for period in docket.periods(docket.people[person].get("unavailable", []))]
    if room:
        closed += [(span["whole"], period) for period in docket.periods(room.get("blocks", []))]
    possible = []
    hours = docket.weekly(room.get("hours", [])) if room else [(first + span["whole"][0], last + span["whole"][1])]
    for opens, closes in hours:
        low, high = max(first, opens - span["whole"][0]), min(last, closes - span["whole"][1])
        possible += range(-(-low // docket.grid) * docket.grid, high + 1, docket.grid)
    free = lambda start: all(start + b <= low or start + a >= high for (a, b), (low, high) in closed)
    return [start for start in sorted(set(possible)) if free(start)]


def build(docket):
    model = cp_model.CpModel()
    rooms, parties, escorts, out = {}, {}, {}, {}
    plan = {}
    for request in docket.read["requests"]:
        span, name = spans(docket, request), request["id"]
        sites = []
        common = None
        for site in request.get("sites", []):
            choices = []
            for room in docket.centres[site["centre"]].get("rooms", []):
                possible = starts(docket, request, room)
                if possible:
                    choices.append((room["id"], possible))
            union = {start for _, possible in choices for start in possible}
            common = union if common is None else common & union
            sites.append((site, choices))
        if common is None:
            common = set(starts(docket, request))
        if not common:
            continue
        domain = cp_model.Domain.from_values(sorted(start // docket.grid for start in common))
        placed = model.new_bool_var(f"placed {name}")
        start = model.new_int_var_from_domain(domain, f"start {name}")

        def interval(which, present, label, start=start, span=span):
            begin, end = span[which]
            # In minutes, so that buffers need not be multiples of the grid.
            return model.new_optional_fixed_size_interval_var(start * docket.grid + begin, end - begin, present, label)

        chosen = {}
        moved = interval("movement", placed, f"movement {name}")
        for site, choices in sites:
            literals = []
            for room, possible in choices:
                here = model.new_bool_var(f"{name} in {room}")
                inside = cp_model.Domain.from_values([at // docket.grid for at in possible])
                model.add_linear_expression_in_domain(start, inside).only_enforce_if(here)
                rooms.setdefault((site["centre"], room), []).append(interval("room", here, f"{name} in {room}"))
                literals.append(here)
                chosen.setdefault(site["centre"], []).append((room, here))
            model.add(sum(literals) == placed)
            escorts.setdefault(site["centre"], []).append(moved)
            for detainee in site.get("detainees", []):
                parties.setdefault(("detainee", detainee), []).append(moved)
                out.setdefault(detainee, []).append((name, moved))
        for people, which in ((request.get("people", []), "main"), (request.get("lawyers", []), "whole")):
            for person in people:
                parties.setdefault(("person", person), []).append(interval(which, placed, f"{which} {name} {person}"))
        earliest = datetime.date.fromisoformat(request.get("earliest", str(docket.first)))
        offset = (earliest - docket.first).days
        day = model.new_int_var(0, docket.days, f"day {name}")
        model.add_division_equality(day, start * docket.grid, DAY)
        waiting = model.new_int_var(0, docket.days + 400, f"waiting {name}")
        model.add(waiting >= day - offset).only_enforce_if(placed)
        plan[name] = (request, placed, start, chosen, waiting)
    for intervals in [*rooms.values(), *parties.values()]:
        if len(intervals) > 1:
            model.add_no_overlap(intervals)
    for centre, intervals in escorts.items():
        model.add_cumulative(intervals, [1] * len(intervals), docket.centres[centre]["escort_teams"])
    seen = set()
    for one, others in docket.apart.items():
        for other in others:
            if docket.home[one] == docket.home[other] and (other, one) not in seen:
                seen.add((one, other))
                for a_name, a in out.get(one, []):
                    for b_name, b in out.get(other, []):
                        if a_name == b_name:
                            model.add(plan[a_name][1] == 0)
                        else:
                            model.add_no_overlap([a, b])
    return model, plan


def answer(docket, plan, values):
    placed, unplaced, weight, waiting_days = [], [], 0, 0
    for request in docket.read["requests"]:
        entry = plan.get(request["id"])
        if entry is None or not values(entry[1]):
            unplaced.append({"request": request["id"], "reasons": []})
            continue
        _, _, start, chosen, _ = entry
        at = values(start) * docket.grid
        earliest = datetime.date.fromisoformat(request.get("earliest", str(docket.first)))
        weight += request["weight"]
        waiting_days += request["weight"] * (at // DAY - (earliest - docket.first).days)
        rooms = {centre: next(room for room, here in choices if values(here)) for centre, choices in chosen.items()}
        placed.append({"request": request["id"], "start": docket.civil(at), "rooms": rooms})
    return {"placed": placed, "unplaced": unplaced, "weight": weight, "waiting_days": waiting_days}


def main():
    begun = time.monotonic()
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("docket")
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--workers", type=int, default=2)
    asked = options.parse_args()
    with open(asked.docket, encoding="utf-8") as file:
        docket = Docket(json.load(file))
    model, plan = build(docket)
    weight = sum(request["weight"] * placed for request, placed, _, _, _ in plan.values())
    waiting = sum(request["weight"] * waited for request, _, _, _, waited in plan.values())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = asked.workers
    left = lambda: max(0.1, asked.seconds - (time.monotonic() - begun))

    solver.parameters.max_time_in_seconds = left()
    model.maximize(weight)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        sys.exit(f"no plan in time: {solver.status_name(status)}")
    found, bound, proved = answer(docket, plan, solver.value), solver.best_objective_bound, False
    if status == cp_model.OPTIMAL and left() > 0.2:
        model.add(weight == found["weight"])
        for _, placed, start, chosen, _ in plan.values():
            model.add_hint(placed, solver.value(placed))
            model.add_hint(start, solver.value(start))
        model.minimize(waiting)
        solver.parameters.max_time_in_seconds = left()
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found, proved = answer(docket, plan, solver.value), status == cp_model.OPTIMAL
    found["proved_optimal"] = proved
    print(json.dumps(found))
    print(f"weight {found['weight']} of at most {bound:.0f}, waiting {found['waiting_days']}, {time.monotonic() - begun:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
