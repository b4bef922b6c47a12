"""All texts that the text tower learns from, once each."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from sources import SOURCES
from vocabulary import WORDNET, article, synsets

QUERIES = ["{}", "{} in a video", "a video of {}", "find {}", "show me {}", "where is {}?", "is there {}?", "the moment with {}",
           "a photo of {}", "a picture of {}", "there is {}", "we see {}", "a close-up of {}", "no {}", "when does {} appear?",
           "the scene with {}", "footage of {}", "somebody with {}", "look at {}!", "I can see {}.", "a drawing of {}", "{} at night"]
QUOTED = re.compile(r'"([^"]{8,200})"')


def wordnet_texts(rng: random.Random) -> Iterator[str]:
    """Names bare and in queries, glosses, and the example sentences of nouns, verbs and adjectives."""
    for lemmas, _, gloss in synsets().values():
        names = [name for name in lemmas if not re.match(r"^[A-Z][a-z]+ [a-z]+$", name)]
        if names:
            yield names[0]
            yield rng.choice(QUERIES).format(article(rng.choice(names)))
        yield gloss
    for part in ("noun", "verb", "adj", "adv"):
        for line in (WORDNET.parent / f"data.{part}").read_text().splitlines():
            if " | " in line:
                yield from QUOTED.findall(line.split(" | ", 1)[1])


def rendered_texts(folder: Path) -> Iterator[str]:
    for line in (folder / "clips.jsonl").read_text().splitlines():
        row = json.loads(line)
        yield from (row["caption"], *row["captions"], *row["frameCaptions"][::3])


def picture_texts(folder: Path) -> Iterator[str]:
    """What pictures are called, bare and in queries; no text of those that measure retrieval."""
    for source in SOURCES:
        for line in (folder / f"{source.name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            if source.captioned and row["split"] == "test":
                continue
            for text in row["texts"]:
                yield text
                if not source.captioned:
                    yield from (query.format(article(text)) for query in QUERIES)


def all_texts(work: Path) -> list[str]:
    """The order is fixed: what people say of pictures first."""
    rng = random.Random(0)
    sentences = (work / "sentences.txt").read_text().splitlines()
    mentioned = [rng.choice(QUERIES).format(" ".join(part)) for sentence in sentences[::3]
                 if (part := sentence.lower().rstrip(".").split()[: rng.randint(2, 7)])]
    found = [*sentences, *picture_texts(work / "pictures"), *rendered_texts(work / "rendered"), *mentioned, *wordnet_texts(rng)]
    return list(dict.fromkeys(text.strip() for text in found if text.strip()))
