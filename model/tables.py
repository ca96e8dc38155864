"""The tables of words and patterns in a sitroom model: sections `tokeniser`, `ruler` and `lemmatiser`.

`make.py` puts them beside the weights; crates/sitroom-language/src/tables.rs reads them. All numbers are little endian; a
string is its length in bytes (u16) and its UTF-8. Where a word "n" follows a list, its count comes first.

    tokeniser   classes: u16 n, each u16 n ranges of two u32 (first and last code point)
                patterns: prefix, suffix, infix, url; each a tree, parents before children (see `Patterns`)
                exceptions: u16 n, each the string, u8 n pieces, each its string and its norm ("" where it has none)
                norms: u16 n, each u64 hash of the word, and the norm
    ruler       u16 n rules, each u8 n tokens, each u8 n conditions (u8 attribute, u8 1 = one of / 0 = none of, u8 n strings),
                then u8 n settings (u8 attribute, string), then u8 which of the tokens is set
    lemmatiser  letters: a class as above; u8 n parts of speech, each its name, rules (u8 n, ending and replacement),
                exceptions and index (word tables: u32 n, n + 1 u32 offsets into the u32-counted UTF-8 after them; sorted;
                an exception is `word<tab>form<tab>form`)
"""

import struct
import sys
from pathlib import Path
from re import _constants as op
from re import _parser as syntax

import srsly
from spacy.attrs import NORM, ORTH
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.strings import get_string_id

POINTS = range(sys.maxunicode + 1)
CATEGORIES = {
    op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    op.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    op.CATEGORY_DIGIT: str.isdecimal,
}
PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv", "punct")
ATTRIBUTES = {"TAG": 0, "LOWER": 1, "DEP": 2, "IS_SPACE": 3, "POS": 4, "MORPH": 5, "LEMMA": 6}


def tables(directory):
    """The sections of the pipeline in the folder `directory`."""
    directory = Path(directory)
    return {
        "tokeniser": tokeniser(
            srsly.msgpack_loads((directory / "tokenizer").read_bytes()),
            srsly.msgpack_loads((directory / "vocab/lookups.bin").read_bytes())["lexeme_norm"],
        ),
        "ruler": ruler(srsly.msgpack_loads((directory / "attribute_ruler/patterns").read_bytes())),
        "lemmatiser": lemmatiser(srsly.msgpack_loads((directory / "lemmatizer/lookups/lookups.bin").read_bytes())),
    }


def string(text):
    encoded = text.encode()
    return struct.pack("<H", len(encoded)) + encoded


def listed(size, items):
    items = list(items)
    return struct.pack("<" + size, len(items)) + b"".join(items)


# Tokeniser


def tokeniser(table, norms):
    assert table["token_match"] is None and table["faster_heuristics"]
    patterns = Patterns()
    trees = b"".join(
        patterns.tree(table[name]) for name in ("prefix_search", "suffix_search", "infix_finditer", "url_match")
    )
    exceptions = (
        string(text)
        + listed("B", (string(piece[ORTH]) + string(piece.get(NORM, "")) for piece in pieces))
        for text, pieces in sorted(table["exceptions"].items())
    )
    norms = {get_string_id(word): norm for word, norm in BASE_NORMS.items()} | norms
    return (
        listed("H", patterns.classes)
        + trees
        + listed("H", exceptions)
        + listed("H", (struct.pack("<Q", key) + string(norm) for key, norm in sorted(norms.items())))
    )


def ranges(points):
    """Sorted disjoint pairs of first and last of the set `points`."""
    found = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def character_class(points):
    return listed("H", (struct.pack("<II", *pair) for pair in ranges(points)))


class Patterns:
    """Regular expressions as trees of bytes, with their classes of characters kept once.

    0 class (u16)   1 sequence (u16 n)   2 choice (u16 n)   3 repeat (u16 least, u16 most, 65535 for no end)
    4 look (u8 1 = behind, u8 1 = must not match)   5 start   6 end
    """

    def __init__(self):
        self.classes = []
        self.known = {}

    def tree(self, pattern):
        return self.sequence(syntax.parse(pattern))

    def sequence(self, nodes):
        return struct.pack("<BH", 1, len(nodes)) + b"".join(self.node(*node) for node in nodes)

    def one_of(self, points):
        key = frozenset(points)
        if key not in self.known:
            self.known[key] = len(self.classes)
            self.classes.append(character_class(key))
        return struct.pack("<BH", 0, self.known[key])

    def node(self, kind, value):
        points = single(kind, value)
        if points is not None:
            return self.one_of(points)
        if kind is op.SUBPATTERN:
            _, add, remove, nodes = value
            assert not add and not remove
            return self.sequence(nodes)
        if kind is op.BRANCH:
            # Neighbours of one character each are one class: it is all the same which of them matched.
            choices = []
            for nodes in value[1]:
                points = single(*nodes[0]) if len(nodes) == 1 else None
                if points is not None and choices and isinstance(choices[-1], set):
                    choices[-1] |= points
                else:
                    choices.append(nodes if points is None else set(points))
            parts = [self.one_of(c) if isinstance(c, set) else self.sequence(c) for c in choices]
            return struct.pack("<BH", 2, len(parts)) + b"".join(parts)
        if kind is op.MAX_REPEAT:
            least, most, nodes = value
            most = 65535 if most is op.MAXREPEAT else most
            return struct.pack("<BHH", 3, least, most) + self.sequence(nodes)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            direction, nodes = value
            return struct.pack("<BBB", 4, direction < 0, kind is op.ASSERT_NOT) + self.sequence(nodes)
        if kind is op.AT and value in (op.AT_BEGINNING, op.AT_END):
            return struct.pack("<B", 5 if value is op.AT_BEGINNING else 6)
        raise ValueError(f"no node for {kind} {value}")


def single(kind, value):
    """The set of code points that a node of one character matches, or None for another node."""
    if kind is op.LITERAL:
        return {value}
    if kind is not op.IN:
        return None
    points, negate = set(), False
    for kind, value in value:
        if kind is op.NEGATE:
            negate = True
        elif kind is op.LITERAL:
            points.add(value)
        elif kind is op.RANGE:
            points.update(range(value[0], value[1] + 1))
        elif kind is op.CATEGORY:
            points.update(point for point in POINTS if CATEGORIES[value](chr(point)))
        else:
            raise ValueError(f"no class for {kind} {value}")
    return set(POINTS) - points if negate else points


# Attribute ruler


def ruler(rules):
    return listed("H", (rule_bytes(tokens, rule) for rule in rules for tokens in rule["patterns"]))


def rule_bytes(tokens, rule):
    settings = (struct.pack("<B", ATTRIBUTES[name]) + string(value) for name, value in rule["attrs"].items())
    assert 0 <= rule["index"] < len(tokens)
    return (
        listed("B", (listed("B", (condition(*pair) for pair in token.items())) for token in tokens))
        + listed("B", settings)
        + struct.pack("<B", rule["index"])
    )


def condition(attribute, wanted):
    one_of = True
    if isinstance(wanted, dict):
        [(how, value)] = wanted.items()
        one_of = how != "NOT_IN"
        wanted = words_of(value) if how == "REGEX" else value
    elif isinstance(wanted, bool):
        wanted = ["yes" if wanted else "no"]
    else:
        wanted = [wanted]
    return struct.pack("<BB", ATTRIBUTES[attribute], one_of) + listed("B", map(string, wanted))


def words_of(pattern):
    """Every word that a regular expression for whole words matches."""
    first, *nodes, last = syntax.parse(pattern)
    assert first == (op.AT, op.AT_BEGINNING) and last == (op.AT, op.AT_END), pattern
    words = [""]
    for kind, value in nodes:
        if kind is op.MAX_REPEAT:
            least, most, [(kind, value)] = value
            assert (least, most) == (0, 1), pattern
            endings = [""] + [chr(point) for point in single(kind, value)]
        else:
            endings = [chr(point) for point in sorted(single(kind, value))]
        words = [word + ending for word in words for ending in endings]
    return words


# Lemmatiser


def lemmatiser(lookups):
    parts = []
    for name in PARTS_OF_SPEECH:
        rules, exceptions, index = (
            lookups[table].pop(get_string_id(name), {}) for table in ("lemma_rules", "lemma_exc", "lemma_index")
        )
        parts.append(
            string(name)
            + listed("B", (string(ending) + string(replacement) for ending, replacement in rules))
            + word_table("\t".join([word, *forms]) for word, forms in exceptions.items())
            + word_table(index)
        )
    assert not any(lookups.values()), "a table for a part of speech that is not written"
    letters = [point for point in POINTS if chr(point).isalpha()]
    return character_class(letters) + listed("B", parts)


def word_table(words):
    words = sorted((word.encode() for word in words), key=lambda word: word.split(b"\t")[0])
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    return struct.pack(f"<I{len(offsets)}I", len(words), *offsets) + struct.pack("<I", offsets[-1]) + b"".join(words)
