#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading CSV beside pandas' C reader, in one run, on files made for it:

    bench_read.py BUILD/tests/bench-read [ROUNDS]

A numeric table (284,807 rows, 30 decimals with up to 17 digits and a class) and a mixed one (quoted texts, some with delimiters,
doubled quotes and line ends, categories, integers, dates). Both programs read in turns, each in a process of its own; what
counts is the ratio of the medians. Peak memory is compared with 1.3 times the final table and 32 MB. The plain read of the file and
"wc -l" say what the machine gives at best."""
import random
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

PANDAS = """
import sys, time
import pandas
start = time.perf_counter()
table = pandas.read_csv(sys.argv[1])
seconds = time.perf_counter() - start
peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) * 1024
print(seconds, *table.shape, 0, peak, 0)
"""


def write_numeric(path, n=284807):
    rng = np.random.RandomState(1)
    scale = np.exp(rng.normal(0, 0.5, 28))
    with open(path, "w") as out:
        out.write("Time," + ",".join(f"V{j}" for j in range(1, 29)) + ",Amount,Class\n")
        for at in range(0, n, 10000):
            rows = rng.normal(size=(min(10000, n - at), 28)) * scale
            for i, row in enumerate(rows.tolist()):
                out.write(f"{(at + i) * 0.6066:.0f},{','.join(map(repr, row))},{abs(row[0]) * 90:.2f},{int(row[1] > 4.5)}\n")


def write_mixed(path, n=1000000):
    rng = random.Random(2)
    words = [f"{a}{b}" for a in ("red", "blue", "green", "old", "new", "small", "large") for b in ("wood", "stone", "water", "field", "house")]
    with open(path, "w") as out:
        out.write("id,shop,name,remark,day,amount,price,paid\n")
        for i in range(n):
            remark = " ".join(rng.choices(words, k=4))
            odd = rng.random()
            if odd < 0.1:
                remark = remark.replace(" ", ", ", 1)
            elif odd < 0.13:
                remark = remark.replace(" ", ' ""so"" ', 1)
            elif odd < 0.15:
                remark = remark.replace(" ", "\n", 1)
            out.write(f'{100000 + i},{rng.choice(words)},"{rng.choice(words)}, {rng.choice(words)}","{remark}",'
                      f"20{rng.randrange(10, 25)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02},{rng.randrange(5000)},"
                      f"{rng.random() * 100:.2f},{rng.choice(('yes', 'no'))}\n")


def measure(command):
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return [float(word) for word in out]


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def read_plainly(path):
    with open(path, "rb", buffering=0) as file:
        block = bytearray(1 << 20)
        while file.readinto(block):
            pass


def compare(program, name, path, rounds, wanted):
    ours, peers, plain, lines = [], [], [], []
    size = subprocess.run(["stat", "-c%s", path], capture_output=True, text=True, check=True).stdout
    size = float(size)
    for _ in range(rounds):
        ours.append(measure([program, path]))
        peers.append(measure([sys.executable, "-c", PANDAS, path]))
        plain.append(timed(lambda: read_plainly(path)))
        lines.append(timed(lambda: subprocess.run(["wc", "-l", path], stdout=subprocess.DEVNULL, check=True)))
    assert ours[0][1:3] == peers[0][1:3], f"{ours[0]} and {peers[0]}: not the same rows and columns"
    a, b, c, d = (statistics.median(times) for times in ([run[0] for run in ours], [run[0] for run in peers], plain, lines))
    peak, table = max(run[4] for run in ours), ours[0][3]
    print(f"{name}: {size / 1e6:.0f} MB, {ours[0][1]:.0f} x {ours[0][2]:.0f}")
    print(f"  engine {a * 1e3:.0f} ms ({size / a / 1e6:.0f} MB/s), pandas {b * 1e3:.0f} ms ({size / b / 1e6:.0f} MB/s), "
          f"plain read {c * 1e3:.0f} ms ({size / c / 1e6:.0f} MB/s), wc -l {d * 1e3:.0f} ms ({size / d / 1e6:.0f} MB/s)")
    print(f"  ratio of medians {b / a:.1f} (wanted {wanted}), best of each {min(run[0] for run in peers) / min(run[0] for run in ours):.1f}")
    print(f"  peak memory: engine {peak / 1e6:.0f} MB, {peak / (table + (32 << 20)):.2f} of table + 32 MB (wanted 1.3), table {table / 1e6:.0f} MB; "
          f"pandas {max(run[4] for run in peers) / 1e6:.0f} MB")


def main():
    try:
        import pandas
    except ImportError:
        print("pandas is not there: nothing to compare with; install python3-pandas.")
        return
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print(f"pandas {pandas.__version__}, {rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        for name, write, wanted in (("numeric", write_numeric, 5), ("mixed", write_mixed, 3)):
            path = f"{folder}/{name}.csv"
            write(path)
            compare(sys.argv[1], name, path, rounds, wanted)


main()
