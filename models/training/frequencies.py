"""Counts in how many training pictures and texts each concept and each class name stood.

    python frequencies.py                         # writes models/embedded/frequencies.json; half a minute of one core

A name stands in a text where its words do, in this order, whatever stands around them; its plural counts too. A picture counts for a
name that stands in any text that it was trained with, so that a picture of "a golden retriever" counts for that, and not for "a dog".
Pictures are photographs and drawn frames; nothing is weighted by how often a step drew it. What the trunk and the sentence
encoder learnt before, from ImageNet and from texts of others, is not counted: nobody knows it.

`evaluate` holds accuracy against these counts (`src/evaluation/README.md`). `--limit N` counts N rows of each file, to try it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from distil import SHARES as TAUGHT
from heldout import is_held_out
from measure import rows_of
from pictures import SHARES, drawn_sets
from settings import arguments
from sources import SOURCES
from train_text import TESTED
from views import rows_seen

REPOSITORY = Path(__file__).resolve().parents[2]
DESCRIPTION = "In how many training pictures and texts each name stood: [pictures, texts]."
LEADING = re.compile(r"^(?:(?:in|on|at|by|under|among) )?(?:(?:a|an|the) )?(?=.)")
IRREGULAR = {"man": "men", "woman": "women", "child": "children", "person": "people", "mouse": "mice", "goose": "geese", "foot": "feet",
             "leaf": "leaves", "wolf": "wolves", "knife": "knives"}


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower())


def key_of(name: str) -> str:
    """A name without article and preposition, as the counts have it; `src/evaluation/classification/frequencies.ts` does the same."""
    return LEADING.sub("", " ".join(words_of(name)))


def plural(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if re.search(r"(s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def concepts(file: Path) -> Iterator[str]:
    """All texts of a bank of concepts, the names of its groups among them."""
    for line in file.read_text().splitlines():
        found = re.match(r"\s+(?:- )?([^#]+?):?$", line)
        if found:
            yield from (part.strip() for part in found[1].split("|"))


class Names:
    """Finds names in texts; each text is read once, however often it is asked for."""

    def __init__(self, names: Iterable[str]):
        self.keys = sorted({key for name in names if (key := key_of(name))})
        self.forms: dict[str, dict[tuple[str, ...], str]] = {}
        for key in self.keys:
            *before, last = key.split()
            for form in {(*before, last), (*before, plural(last))}:
                self.forms.setdefault(form[0], {})[form] = key
        self.longest = {first: max(map(len, forms)) for first, forms in self.forms.items()}
        self.known: dict[str, frozenset[str]] = {}

    def within(self, text: str) -> frozenset[str]:
        if text not in self.known:
            words = words_of(text)
            self.known[text] = frozenset(
                key for at, word in enumerate(words) if word in self.forms for length in range(1, self.longest[word] + 1)
                if (key := self.forms[word].get(tuple(words[at:at + length]))))
        return self.known[text]

    def count(self, items: Iterable[Iterable[str]]) -> tuple[Counter, int]:
        """In how many items, each of some texts, every name stands; and how many items there are."""
        counts, total = Counter(), 0
        for texts in items:
            counts.update(set().union(*map(self.within, texts)))
            total += 1
        return counts, total


def photographs(work: Path, limit: int | None) -> Iterator[list[str]]:
    """What each picture is called that a step could draw."""
    for source in SOURCES:
        if source.name in SHARES or source.name in TAUGHT:
            rows = rows_of(work, source.name)
            for row in islice((rows[i] for i in rows_seen(source.name, len(rows))), limit):
                if row["split"] == "train":
                    yield row["texts"]


def clips(work: Path, limit: int | None) -> Iterator[dict]:
    """Rendered clips that are not held out."""
    for _, file in drawn_sets(work):
        with file.open() as lines:
            yield from (row for row in map(json.loads, islice(lines, limit)) if not is_held_out(row["combination"]))


def drawn_frames(work: Path, limit: int | None) -> Iterator[list[str]]:
    """What each drawn frame is said to show; a twin that shows the same frames backwards has none of its own."""
    for row in clips(work, limit):
        if not (row["reversed"] and row["clip"] % 2):
            yield from ([caption] for caption in row["frameCaptions"])


def texts(work: Path, limit: int | None) -> list[list[str]]:
    """All different texts that the text tower was trained on."""
    every = (work / "texts/texts.txt").read_text().splitlines()
    tested = set(every[:: len(every) // TESTED])
    said = [text for text in islice(every, limit) if text not in tested]
    for row in clips(work, limit):
        said += [row["caption"], *row["captions"], *row["frameCaptions"]]
    return [[text] for text in dict.fromkeys(said)]


def class_names(work: Path) -> Iterator[str]:
    """What pictures are called by sources that have classes: no captions, and no titles of dishes, each of one picture."""
    for source in SOURCES:
        if not source.captioned and source.name != "dishes":
            yield from dict.fromkeys(text for row in rows_of(work, source.name) for text in row["texts"])


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "models/embedded/frequencies.json")
    parser.add_argument("--limit", type=int, help="rows of each file (default: all)")
    options = parser.parse_args()
    work, limit = options.work, options.limit
    names = Names([*concepts(REPOSITORY / "models/concepts.yaml"), *class_names(work)])
    shown, pictures = names.count(photographs(work, limit))
    drawn, frames = names.count(drawn_frames(work, limit))
    said, total = names.count(texts(work, limit))
    counts = ",\n".join(f"  {json.dumps(key, ensure_ascii=False)}: [{shown[key] + drawn[key]}, {said[key]}]" for key in names.keys)
    about = json.dumps({"what": DESCRIPTION, "pictures": pictures + frames, "texts": total}, indent=1)
    options.out.write_text(f'{about[:-2]},\n "counts": {{\n{counts}\n }}\n}}\n')
    print(f"{len(names.keys)} names in {pictures} photographs, {frames} drawn frames and {total} texts")


if __name__ == "__main__":
    main()
