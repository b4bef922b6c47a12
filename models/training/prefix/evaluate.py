"""What captions from embeddings are worth, on what was not trained on.

    python evaluate.py [--photographs DIR] [--pictures DIR] [--model ID] [--show N]

`--photographs` is what the calibration of captions takes: pictures and `truth.jsonl`, of which it is known what they show.
`--pictures` are any pictures or frames, of which captions are printed for eyes. Prints JSON, and captions on stderr.
"""

import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from language import greedy
from sentences import content_words, is_held_out
from settings import END, MAX_TOKENS, arguments, folder_of
from space import Space
from train import load_trained


class Writer:
    """Captions of embeddings [N, D]."""

    def __init__(self, work: Path, model: str):
        self.tokenizer, self.language, self.mapper = load_trained(work, model)

    def write(self, embeddings: np.ndarray) -> list[str]:
        rows = self.mapper(F.normalize(torch.from_numpy(embeddings.astype(np.float32)), dim=-1))
        end = self.tokenizer.token_to_id(END)
        return [self.tokenizer.decode(ids).strip() for part in rows.split(64) for ids in greedy(self.language, part, end, MAX_TOKENS)]


def grams(text: str, n: int) -> Counter:
    words = text.split()
    return Counter(zip(*(words[i:] for i in range(n))))


def cider(captions: list[str], references: list[list[str]]) -> float:
    """CIDEr (https://arxiv.org/abs/1411.5726) over these pictures, times ten as usual."""
    total = 0.0
    for n in range(1, 5):
        known = [[grams(text, n) for text in texts] for texts in references]
        seen = Counter(gram for texts in known for gram in set().union(*texts))
        weigh = lambda counts: {gram: count * math.log(len(references) / max(1, seen[gram])) for gram, count in counts.items()}
        norm = lambda weights: math.sqrt(sum(value * value for value in weights.values())) or 1.0
        for caption, texts in zip(captions, known):
            said = weigh(grams(caption, n))
            for text in texts:
                told = weigh(text)
                product = sum(value * told.get(gram, 0) for gram, value in said.items())
                total += product / norm(said) / norm(told) / len(texts)
    return 10 * total / 4 / len(captions)


def shares(captions: list[str], references: list[list[str]]) -> dict:
    """Of the words that say something: how many stand in a reference, and how many of those that all references share are said."""
    true = said = found = wanted = 0
    for caption, texts in zip(captions, references):
        words, every = set(content_words(caption)), [set(content_words(text)) for text in texts]
        true, said = true + len(words & set().union(*every)), said + len(words)
        shared = {word for word in set().union(*every) if sum(word in one for one in every) > len(every) / 2}
        found, wanted = found + len(words & shared), wanted + len(shared)
    return {"wordsTrue": round(true / max(1, said), 3), "wordsFound": round(found / max(1, wanted), 3),
            "different": len(set(captions)), "of": len(captions)}


def kept_back(folder: Path, name: str, views: int) -> tuple[np.ndarray, list[list[str]]]:
    rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
    chosen = [i for i in range(0, len(rows), views) if is_held_out(rows[i]["key"])]
    return np.load(folder / f"{name}.npy")[chosen], [rows[i]["captions"] for i in chosen]


def scene_report(writer: Writer, folder: Path, show: int) -> dict:
    """Rendered scenes: subjects and colours of the caption against the frame's own."""
    embeddings, references = kept_back(folder, "scenes", 1)
    return report("scene", writer.write(embeddings), references, show)


def report(kind: str, captions: list[str], references: list[list[str]], show: int) -> dict:
    for caption, texts in list(zip(captions, references))[:show]:
        print(f"{kind}: {caption} | {texts[0]}", file=sys.stderr)
    return {"cider": round(cider(captions, references), 3), **shares(captions, references)}


def photograph_report(writer: Writer, space: Space, folder: Path, show: int) -> dict:
    """Phrases of `truth.jsonl` that captions mention, true and false."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["file"].startswith("coco-")]
    captions = writer.write(space.pictures(np.asarray(Image.open(folder / row["file"]).convert("RGB")) for row in rows))
    noun = lambda phrase: re.sub(r"^(an?|the) ", "", phrase)
    mentions = lambda caption, phrase: re.search(rf"\b{re.escape(noun(phrase))}(s|es)?\b", caption) is not None
    true = false = pictures = 0
    for caption, row in zip(captions, rows):
        right = sum(mentions(caption, phrase) for phrase in row["true"])
        wrong = sum(mentions(caption, phrase) for phrase in row["false"])
        true, false, pictures = true + right, false + wrong, pictures + (right > 0 and wrong == 0)
    for caption, row in list(zip(captions, rows))[:show]:
        print(f"{row['file']}: {caption} | {', '.join(row['true'])}", file=sys.stderr)
    return {"mentionsTrue": round(true / max(1, true + false), 3), "mentions": true + false,
            "allTrue": round(pictures / len(rows), 3), "of": len(rows)}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--photographs", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--show", type=int, default=12)
    options = parser.parse_args()
    torch.set_num_threads(1)
    writer, folder = Writer(options.work, options.model), folder_of(options.work, options.model)
    figures = {"pictures": report("picture", writer.write(kept_back(folder, "pictures", 3)[0]),
                                  kept_back(folder, "pictures", 3)[1], options.show),
               "scenes": scene_report(writer, folder, options.show)}
    if options.photographs:
        figures["photographs"] = photograph_report(writer, Space(options.model), options.photographs, options.show)
    if options.pictures:
        files = sorted(options.pictures.glob("*.*"))
        seen = Space(options.model).pictures(np.asarray(Image.open(file).convert("RGB")) for file in files)
        for file, caption in zip(files, writer.write(seen)):
            print(f"{file.name}: {caption}", file=sys.stderr)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
