"""The floor: heads made in closed form over the features of the trunk as ImageNet taught it, against the teacher's vectors.

Two estimates of the vector of a picture's caption, each linear in the text vector, so that their sum is one vector: what
the classifier sees, as the mean of its classes' vectors (ConSE, https://arxiv.org/abs/1312.5650), and a ridge regression
to captions and names. The tower that is trained on starts from them.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from frozen import Frozen
from measure import rows_of, unit
from sources import SOURCES
from text import encode, padded, teacher
from trunk import CLASSES
from vocabulary import article, gloss_of, parent_name, synset_names

LABELLED = ("sports", "scenes", "objects", "houses", "clothing", "grocery", "weather", "places", "cifar")


class Reader:
    """Texts to unit vectors of the teacher [N, 384], remembered."""

    def __init__(self, work: Path):
        folder = work / "packages/minilm"
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding(), self.tokenizer.no_truncation()
        self.run = Frozen(teacher(folder), dict(zip(("ids", "mask"), padded(encode(self.tokenizer, ["a dog", "cats"])))), ["e"],
                          dynamic=(0, 1), precision="f32")
        self.known: dict[str, np.ndarray] = {}

    def __call__(self, texts: list[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        rows = encode(self.tokenizer, new)
        order = np.argsort([len(row) for row in rows], kind="stable")
        for at in np.array_split(order, len(order) // 64 + 1):
            if len(at):
                vectors = self.run(*(part.numpy() for part in padded([rows[i] for i in at])))[0]
                self.known.update({new[i]: vector for i, vector in zip(at, vectors)})
        return np.stack([self.known[text] for text in texts])


def imagenet_classes(work: Path) -> list[str]:
    """WordNet ids in the order of the classifier: there is a sample picture of each class, and ids are in order."""
    found = sorted(row["label"] for row in rows_of(work, "imagenet-samples"))
    if len(found) != CLASSES:
        raise ValueError(f"{len(found)} sample pictures, expected one of each of {CLASSES} classes")
    return found


def class_vectors(read: Reader, wnids: list[str]) -> np.ndarray:
    """Mean of name, synonym, kind and gloss of each class."""
    texts, of = [], []
    for i, wnid in enumerate(wnids):
        names = synset_names(wnid)[:2] or [wnid]
        kind = parent_name(wnid)
        said = [article(name) for name in names] + ([f"a kind of {kind}"] if kind else []) + ([gloss_of(wnid)] if gloss_of(wnid) else [])
        texts += said
        of += [i] * len(said)
    vectors, of = read(texts), np.array(of)
    return np.stack([vectors[of == i].mean(0) for i in range(len(wnids))])


def ridge_map(features: np.ndarray, wanted: np.ndarray, weight: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Weighted ridge regression with an intercept: (W [D, F], b [D])."""
    centre, aim = (np.average(part, 0, weight) for part in (features, wanted))
    x, y = (features - centre).astype(np.float64), (wanted - aim).astype(np.float64)
    left = x.T @ (x * weight[:, None])
    solved = np.linalg.solve(left + strength * np.trace(left) / len(left) * np.eye(len(left)), x.T @ (y * weight[:, None]))
    return solved.T, aim - centre @ solved


def train_labels(features: Tensor, labels: Tensor, source: Tensor, classes: int, steps: int = 1500) -> torch.nn.Linear:
    """A softmax over the labels of all sources, by Adam over features [N, F]."""
    torch.manual_seed(0)
    head = torch.nn.Linear(features.shape[1], classes)
    torch.nn.init.zeros_(head.weight), torch.nn.init.zeros_(head.bias)
    optimiser = torch.optim.AdamW(head.parameters(), 3e-3, weight_decay=0.05)
    share = 1 / torch.bincount(source).float().sqrt()[source]
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = 3e-3 * (1 - step / steps)
        at = torch.multinomial(share, 512, replacement=True)
        loss = F.cross_entropy(head(features[at]), labels[at], label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return head


def features_of(work: Path, run: Frozen, source: str) -> np.ndarray:
    """float32 [N, 1280] of the plain view, kept in the work folder."""
    file = work / f"floor/{source}.npy"
    if not file.exists():
        kept = np.load(work / f"maps/{source}-0.npy", mmap_mode="r")
        np.save(file, np.concatenate([run(kept[at:at + 64].astype(np.float32))[0] for at in range(0, len(kept), 64)]))
    return np.load(file)


def main() -> None:
    import json

    from measure import clip_maps, measured
    from settings import arguments
    from tower import Embedding, Head, ImageTower
    from trunk import GRID, MAP, load
    from views import lower_part, rows_seen

    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../../../../shared"))
    options = parser.parse_args()
    work = options.work
    (work / "floor").mkdir(exist_ok=True)
    torch.set_num_threads(1)
    lower, upper, classifier = load(work / "packages")
    run = Frozen(upper, {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["features"])
    read = Reader(work)

    classes = class_vectors(read, imagenet_classes(work))
    xs, texts, weights, labels, groups, names = [], [], [], [], [], []
    for source in SOURCES:
        if source.name in (*LABELLED, "coco", "captioned", "dishes", "imagen", "cooking"):
            rows = rows_of(work, source.name)
            rows = [rows[i] for i in rows_seen(source.name, len(rows))]
            train = np.array([row["split"] == "train" for row in rows])
            x = features_of(work, run, source.name)
            many = 1.0 if source.captioned else 0.3 * min(1, 2500 / train.sum())
            for row, feature in zip(rows, x):
                if row["split"] == "train":
                    xs.append(feature), texts.append(row["texts"]), weights.append(many)
                    labels.append((source.name, row["label"]) if source.name in LABELLED else None)
    wanted = np.stack([read(list(said)).mean(0) for said in texts])
    xs, weights = np.stack(xs), np.array(weights)
    known = {key: i for i, key in enumerate(sorted(set(filter(None, labels))))}
    at = np.array([i for i, key in enumerate(labels) if key])
    order = [name for name in LABELLED]
    more = train_labels(torch.from_numpy(xs[at]), torch.tensor([known[labels[i]] for i in at]),
                        torch.tensor([order.index(labels[i][0]) for i in at]), len(known))
    said = {}
    for key, vector in zip(labels, wanted):
        if key:
            said.setdefault(key, vector)
    more_vectors = np.stack([said[key] for key in sorted(known)])
    captions = [text for row in rows_of(work, "captioned") for text in row["texts"]]
    centre = read(captions + (work / "sentences.txt").read_text().splitlines()[::40]).mean(0)
    weight, bias = ridge_map(xs, unit(wanted - centre), weights, 0.3)
    centred = lambda said: unit(read(said) - centre)
    clips = clip_maps(lower_part(work / "packages"), options.shared, work)

    def tower(temperature: float, share: float, linear: float) -> ImageTower:
        made = ImageTower((len(classes), len(known)))
        made.lower.load_state_dict(lower.state_dict()), made.upper.load_state_dict(upper.state_dict())
        with torch.no_grad():
            sample = torch.from_numpy(np.load(work / "maps/imagen-0.npy").astype(np.float32))
            made.layout.norm.running_mean.copy_(sample.mean((0, 2, 3))), made.layout.norm.running_var.copy_(sample.var((0, 2, 3)))
            head: Head = made.head
            head.classifier.weight.copy_(torch.cat([classifier.weight / temperature, more.weight]))
            head.classifier.bias.copy_(torch.cat([classifier.bias / temperature, more.bias]))
            unit_classes = [part - part.mean(0) for part in (classes, more_vectors)]
            head.vectors.copy_(torch.from_numpy(np.concatenate([(1 - share) * unit_classes[0], share * unit_classes[1]])))
            head.linear.weight.copy_(torch.from_numpy(linear * weight)), head.linear.bias.copy_(torch.from_numpy(linear * bias))
        return made.eval()

    best = None
    for temperature, share, linear in ((1.5, 0.0, 0.0), (1.5, 0.4, 0.0), (1.0, 0.0, 1e3), (1.5, 0.4, 0.5), (1.5, 0.4, 1.0), (1.5, 0.25, 1.0), (2, 0.4, 1.0), (1.5, 0.4, 2.0)):
        made = tower(temperature, share, linear)
        see_run = Frozen(Embedding(made), {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["e"])
        see = lambda kept: np.concatenate([see_run(np.ascontiguousarray(kept[i:i + 64], np.float32))[0] for i in range(0, len(kept), 64)])
        found = measured(work, clips, see, centred, probes=linear == 1.0)
        print(json.dumps({"temperature": temperature, "share": share, "linear": linear} | found), flush=True)
    torch.save({"tower": tower(1.5, 0.4, 1.0).state_dict(), "groups": (len(classes), len(known)), "centre": centre,
                "labels": sorted(known)}, work / "floor.pt")


if __name__ == "__main__":
    main()
