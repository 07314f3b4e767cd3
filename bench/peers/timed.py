"""What every peer in Python shares: its arguments, its files, and how long its steps take."""
import argparse
import json
import os
import time

import numpy as np
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--batch", type=int, default=1024)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=3)
given = parser.parse_args()
torch.set_num_threads(given.threads)


def read(name, dtype, *shape):
    values = np.fromfile(os.path.join(given.data, name), dtype=dtype)
    return torch.from_numpy(values.reshape(shape))


def read_json(name):
    with open(os.path.join(given.data, name)) as file:
        return json.load(file)


def start():
    """Initial values by our names."""
    shapes = read_json("shapes.json")
    return {name: read(f"{name.replace('/', '.')}.f32", np.float32, *shape) for name, shape in shapes.items()}


def report(step):
    """Prints times of step(0), step(1), … as JSON; each returns the loss before its update."""
    losses = [step(i) for i in range(5)]
    for i in range(5, 15):
        step(i)
    times = []
    cpu = time.process_time()
    end = time.perf_counter() + given.seconds
    while time.perf_counter() < end or len(times) < 5:
        begun = time.perf_counter()
        step(15 + len(times))
        times.append(1000 * (time.perf_counter() - begun))
    cpu = 1000 * (time.process_time() - cpu) / len(times)
    times.sort()
    print(json.dumps({"median": times[(len(times) - 1) // 2], "least": times[0], "cpu": cpu, "steps": len(times),
                      "losses": losses, "version": torch.__version__}))
