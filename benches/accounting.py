"""dp_accounting over the lines of `cargo xtask bench accounting`: python benches/accounting.py < settings.jsonl.

Needs `pip install dp-accounting`. Prints PLD epsilon and the median milliseconds of five runs, a JSON line each.
"""

import json
import statistics
import sys
import time

from dp_accounting import PoissonSampledDpEvent, GaussianDpEvent
from dp_accounting.pld import PLDAccountant

RUNS = 5

for line in sys.stdin:
    setting = json.loads(line)
    event = PoissonSampledDpEvent(setting["sampling_rate"], GaussianDpEvent(setting["noise_multiplier"]))
    spent = []
    for _ in range(RUNS):
        start = time.perf_counter()
        epsilon = PLDAccountant().compose(event, int(setting["steps"])).get_epsilon(setting["delta"])
        spent.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"pld": epsilon, "pld_ms": statistics.median(spent)}))
