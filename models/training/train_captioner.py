"""Trains the decoder that writes captions, once the image tower is finished.

    python train_captioner.py --minutes 30

Captions of photographs, names of labelled pictures, and what is said of rendered frames. Checkpoints every two minutes.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from captioner import Captioner, captions, rows_of_ids
from measure import clip_maps, percent, rows_of
from pairs import Pairs
from run import Run
from settings import arguments
from text import own_tokenizer
from train_matcher import Towers
from views import lower_part
from vocabulary import article

PHOTOGRAPHS, SCENES, RATE = 80, 48, 1e-3      # pictures in a step


def tokenizer_of(work: Path, pairs: Pairs) -> Tokenizer:
    """The text tower's tokeniser with the tokens of the captions alone; made once."""
    file = work / "captioner-tokenizer.json"
    if not file.exists():
        said = [text for _, _, texts in pairs.photographs.captioned for text in texts]
        said += [article(text) for source in pairs.photographs.named for _, _, texts in source for text in texts]
        said += [text for _, one, twin in pairs.scenes.pairs for row in (one, twin) for text in (row["caption"], *row["captions"], *row["frameCaptions"])]
        own_tokenizer(work / "packages/minilm", list(dict.fromkeys(said)))[0].save(str(file))
    return Tokenizer.from_file(str(file))


def losses(model: Captioner, tokenizer: Tokenizer, towers: Towers, pairs: Pairs, rng: np.random.Generator) -> dict[str, Tensor]:
    photographs, scenes = pairs.photographs.draw(rng, PHOTOGRAPHS, named=("{}",)), pairs.scenes.draw(rng, SCENES)
    states, seen = towers.pictures(np.concatenate([photographs.kept, scenes.kept]))
    texts = photographs.texts + scenes.texts
    index = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    same = torch.tensor([index[text] for text in texts])
    ids, lengths = rows_of_ids(tokenizer, texts)
    return model.losses(ids, lengths, states, seen, same[:, None] == same)


def measured(work: Path, model: Captioner, tokenizer: Tokenizer, towers: Towers, clips: list[dict]) -> dict:
    """How probable captions of pictures kept back are, and how often the towers find a picture by the caption written of it."""
    rows = rows_of(work, "coco")
    test = [i for i, row in enumerate(rows) if row["split"] == "test"]
    states, seen = towers.pictures(np.load(work / "maps/coco-0.npy", mmap_mode="r")[test])
    surprise = []
    with torch.no_grad():
        for way in range(5):
            ids, lengths = rows_of_ids(tokenizer, [rows[i]["texts"][way] for i in test])
            inside = torch.arange(ids.shape[1] - 1)[None] < lengths[:, None] - 1
            surprise.append(F.cross_entropy(model(ids[:, :-1], states)[inside], ids[:, 1:][inside]).item())
    written = captions(model, tokenizer, states)
    found = (towers.embed(written) @ seen.T).argsort(1, descending=True)[:, :5] == torch.arange(len(test))[:, None]
    frames = [row["maps"][len(row["maps"]) // 2] for row in clips]
    of_clips = captions(model, tokenizer, towers.pictures(np.stack(frames))[0])
    return {"coco": {"nats": round(float(np.mean(surprise)), 3), "R@1": percent(found[:, 0].float().mean()), "R@5": percent(found.any(1).float().mean())},
            "written": written[:12], "clips": dict(zip((Path(row["file"]).stem for row in clips), of_clips))}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="of one core's time")
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    work, towers, pairs = options.work, Towers(options.work), Pairs(options.work)
    tokenizer = tokenizer_of(work, pairs)
    clips = clip_maps(lower_part(work / "packages"), options.shared, work)
    Run(work / "captioner.pt", lambda: Captioner(tokenizer.get_vocab_size()), RATE).last(
        options.minutes, lambda model, rng: losses(model, tokenizer, towers, pairs, rng),
        lambda model: measured(work, model, tokenizer, towers, clips))


if __name__ == "__main__":
    main()
