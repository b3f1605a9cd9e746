"""Plans the nine dockets of decision 0009 with `telesala plan` and with CP-SAT, one after the other, and prints a table.

    /tmp/venv/bin/python compare.py ../../../target/release/telesala --seconds 10
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from generate import docket

# Requests, centres, days, load; the seed is the place in the list.
DOCKETS = [
    (50, 1, 5, 1.6),
    (50, 2, 5, 1.6),
    (100, 3, 5, 1.5),
    (100, 2, 12, 1.7),
    (200, 4, 12, 1.4),
    (200, 6, 10, 1.6),
    (500, 6, 12, 1.4),
    (500, 10, 12, 1.3),
    (500, 8, 26, 1.6),
]
HERE = pathlib.Path(__file__).parent


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.stdout else None


def shown(plan):
    return f"{plan['weight']} | {plan['waiting_days']}" if plan else "none | "


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("telesala")
    options.add_argument("--seconds", default="10")
    asked = options.parse_args()
    print("| requests | centres | days | our weight | our waiting | CP-SAT's weight | CP-SAT's waiting |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        file, other = pathlib.Path(folder, "docket.json"), pathlib.Path(folder, "other.json")
        for seed, (requests, centres, days, load) in enumerate(DOCKETS, 1):
            file.write_text(json.dumps(docket(requests, centres, days, load, seed)), encoding="utf-8")
            ours = run([asked.telesala, "plan", file, "--seconds", asked.seconds])
            theirs = run([sys.executable, HERE / "cpsat.py", file, "--seconds", asked.seconds, "--workers", 2])
            for plan in filter(None, (ours, theirs)):
                other.write_text(json.dumps(plan), encoding="utf-8")
                subprocess.run([asked.telesala, "plan", "--verify", file, other], check=True, stdout=subprocess.DEVNULL)
            print(f"| {requests} | {centres} | {days} | {shown(ours)} | {shown(theirs)} |", flush=True)


if __name__ == "__main__":
    main()
