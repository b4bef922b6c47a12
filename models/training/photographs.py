"""Writes photographs that captions are calibrated on, and what is known of each; nothing of it ever trained.

    python photographs.py --corpus ../../../shared/corpus --mirror DIR

then, in the repository's root, `npm run calibrate -- --photographs ~/.cache/kinodex-training/photographs`. `truth.jsonl` has a
line for each picture: its file, the phrases of `models/concepts.yaml` that are true of it and those that are false. What stands
in neither is not known: it counts neither as right nor as wrong.

Truth comes from three places. Of COCO's pictures all objects of 80 classes are known, and `settings_seen.txt` says what was seen
by eye, before any model was asked: where it is, whether by day, which people. A picture of one label tells that this is true
and the other labels of its vocabulary are false. Groups follow from their members: a dog is an animal.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from settings import arguments
from sources import SOURCES, Archive

COCO_MINI, COCO_128 = "Obmutescence/COCO-MINI", "lightly-ai/coco128_yolo"
SETTINGS = Path(__file__).with_name("settings_seen.txt")

# COCO's classes in the order of their numbers; where the bank says it in other words, these.
CLASSES = """person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,bench,
bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,
kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,
orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,
cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush"""
CLASSES = CLASSES.replace("\n", "").split(",")
SAID = {"airplane": "an airplane", "umbrella": "an umbrella", "elephant": "an elephant", "apple": "an apple",
        "orange": "an orange fruit", "oven": "an oven", "skis": "skis", "scissors": "scissors", "broccoli": "broccoli",
        "carrot": "carrots", "donut": "a doughnut", "couch": "a sofa", "dining table": "a table", "tv": "a television",
        "laptop": "a computer", "mouse": "a computer mouse", "remote": "a remote control", "cell phone": "a telephone",
        "microwave": "a microwave oven", "sports ball": "a ball", "handbag": "a bag", "suitcase": "a bag",
        "hair drier": "a hair dryer"}
SAID = {name: SAID.get(name, f"a {name}") for name in CLASSES}
ANIMALS = set(CLASSES[14:24])
VEHICLES = set(CLASSES[1:9])
FOODS = set(CLASSES[46:56])
FRUIT = {"banana", "apple", "orange"}
# With these and a person there is also this; without them there is not.
PLAYERS = {"tennis racket": "a tennis player", "skis": "a skier", "snowboard": "a snowboarder", "skateboard": "a skateboarder",
           "surfboard": "a surfer"}
PEOPLE = ("a man", "a woman", "a child", "a baby")
OF_PEOPLE = (*PEOPLE, "a person", "people", "a crowd", "a boy", "a girl", "a man with a beard", "a person wearing glasses", "a cook",
             "a doctor", "a soldier", "a dancer", "a musician", "a football player", "a tennis player", "a baseball player",
             "a basketball player", "a cyclist", "a swimmer", "a skier", "a snowboarder", "a skateboarder", "a surfer", "an astronaut")

NATURE = ("in a meadow", "in the mountains", "in a forest", "in a desert", "in the snow", "in a park", "in a garden", "on a farm",
          "by a river", "in a jungle", "in a cave", "at a waterfall")
WATER = ("on the sea", "on a beach", "on a lake", "at a harbour", "at a swimming pool")
TOWN = ("in a village", "in a city", "in a car park", "on a playground")
OTHER_OUTDOORS = ("on a railway line", "in the sky", "under water", "in space", "on a motorway", "at an airport", "on a bridge",
                  "in a stadium", "on a sports field", "on a tennis court")
ROOMS = ("in a living room", "in a kitchen", "in an office", "in a classroom", "in a shop", "in a restaurant", "in a library",
         "in a workshop", "in a factory", "in a bathroom", "in a bedroom", "in a corridor", "on a stage", "in a laboratory",
         "in a church", "in a museum", "in a gym", "in a hospital", "in a car", "in a train")
WIDE = ("in nature", "on or by the water", "among buildings")
TIMES = ("by day", "at night", "at sunset")
OUTSIDE_ONLY = ("a house", "a cloud", *TIMES)      # not seen indoors
INSIDE = ("indoors", "in a building", *ROOMS)
OUTSIDE = ("outdoors", *WIDE, *NATURE, *WATER, *TOWN, *OTHER_OUTDOORS)

# What a label tells: what is true, and what is false beside the labels of the same vocabulary.
LABELS = {
    "places": {"buildings": (["among buildings", "outdoors"], INSIDE), "street": (["in a city", "among buildings", "outdoors"], INSIDE),
               "forest": (["in a forest", "in nature", "outdoors"], (*INSIDE, *WATER, *TOWN)),
               "glacier": (["in nature", "outdoors"], (*INSIDE, *TOWN)),
               "mountain": (["in the mountains", "in nature", "outdoors"], (*INSIDE, *TOWN)),
               "sea": (["on the sea", "on or by the water", "outdoors"], (*INSIDE, "in a forest", "in a city"))},
    "houses": {"kitchen": (["in a kitchen", "in a building", "indoors"], (*OUTSIDE, *OUTSIDE_ONLY)),
               "bathroom": (["in a bathroom", "in a building", "indoors"], (*OUTSIDE, *OUTSIDE_ONLY)),
               "bedroom": (["in a bedroom", "in a building", "indoors"], (*OUTSIDE, *OUTSIDE_ONLY)),
               "frontal": (["a house", "outdoors"], (*INSIDE, *WATER, "at an airport", "in a stadium"))},
    "weather": {"sunrise": (["at sunset", "outdoors"], INSIDE), "shine": (["by day", "outdoors"], INSIDE),
                "cloudy": (["a cloud", "outdoors"], INSIDE), "foggy": (["outdoors"], INSIDE), "rainy": ([], ())},
}
# What is true of every picture of a source, and false: garments lie or hang in rooms, hands cook in a kitchen.
NO_OTHERS = ("an animal", "a vehicle")
ALL_OF = {"clothing": (["in a building", "indoors"], (*OUTSIDE, *OUTSIDE_ONLY, *NO_OTHERS, *OF_PEOPLE, "food")),
          "cooking": (["in a kitchen", "in a building", "indoors"], (*OUTSIDE, *OUTSIDE_ONLY, *NO_OTHERS)),
          "grocery": (["in a building", "indoors"], (*OUTSIDE, *OUTSIDE_ONLY, *NO_OTHERS))}
PER_LABEL = {"places": 20, "houses": 20, "weather": 12, "clothing": 3, "cooking": 1, "grocery": 12}
# One of a vocabulary excludes the others.
EXCLUDING = {"places": ("in a city", "in a forest", "on the sea"), "houses": ROOMS, "weather": TIMES}


@dataclass(frozen=True)
class Photograph:
    name: str
    archive: Archive
    member: str
    true: frozenset[str]
    false: frozenset[str]


def settings() -> dict[str, tuple[set[str], set[str]]]:
    """What was seen to be true of a picture, and what may be: by its name in COCO."""
    found = {}
    for line in SETTINGS.read_text().splitlines():
        if not line.startswith("#"):
            name, _, seen = line.partition(":")
            sure, _, maybe = seen.partition("|")
            found[name] = tuple({phrase.strip() for phrase in part.split(",") if phrase.strip()} for part in (sure, maybe))
    return found


def truth_of_setting(sure: set[str], maybe: set[str]) -> tuple[set[str], set[str]]:
    true = sure - set(PEOPLE)
    if true & set(INSIDE):
        true |= {"indoors", "in a building"}
    for wide, members in (("in nature", NATURE), ("on or by the water", WATER), ("among buildings", TOWN[:2])):
        if true & set(members):
            true.add(wide)
    unknown, false = set(maybe), set(OUTSIDE_ONLY if "indoors" in true else ())
    if "anywhere" in maybe:
        unknown |= {*INSIDE, *OUTSIDE, *TIMES}
    if "anywhere indoors" in maybe:
        unknown |= {*INSIDE, "outdoors", *TIMES}
    if "indoors" in unknown:
        unknown |= {"in a building"}
    return true, false | {*INSIDE, *OUTSIDE, *TIMES} - true - unknown


def truth_of_people(count: int, crowd: bool, sure: set[str], maybe: set[str]) -> tuple[set[str], set[str]]:
    if count == 0:
        return set(), set(OF_PEOPLE)
    named = sure & set(PEOPLE)
    true = {"a person", *named} | ({"people"} if count > 1 else set()) | ({"a crowd"} if count >= 10 else set())
    complete = named and len(named) >= count and not crowd
    false = ({*PEOPLE} - named - maybe if complete else set()) | (set() if count > 1 or crowd else {"people", "a crowd"})
    return true, false | (set() if count > 4 or crowd else {"a crowd"})


def truth_of_objects(things: Counter[str]) -> tuple[set[str], set[str]]:
    there = {name for name in CLASSES if things[name]}
    true = {SAID[name] for name in there if name != "person"}
    groups = (("an animal", ANIMALS), ("a vehicle", VEHICLES), ("food", FOODS), ("fruit", FRUIT))
    true |= {group for group, members in groups if there & members}
    players = {player for thing, player in PLAYERS.items() if {"person", thing} <= there}
    players |= {"a baseball player"} if "person" in there and there & {"baseball bat", "baseball glove"} else set()
    known = {SAID[name] for name in CLASSES if name != "person"} | {group for group, _ in groups} | {*PLAYERS.values()}
    known |= {"a cyclist"} if "bicycle" not in there else set()
    return true | players, known - true - players


def coco(mirror: Path) -> Iterator[Photograph]:
    """The val2017 pictures of COCO-MINI, and the first 128 of train2017 and of val2017."""
    seen = settings()
    places = {}
    archive = Archive(COCO_MINI, Path(), mirror)
    source = next(source for source in SOURCES if source.name == "coco")
    for row in source.rows(archive):
        if row.split == "test":
            places[Path(row.member).stem] = (archive, row.member, [(thing["name"], thing["crowd"]) for thing in row.more["things"]])
    archive = Archive(COCO_128, Path(), mirror)
    members = archive.names()
    for member in members:
        label = member.replace("images/", "object_detection/labels/").replace(".jpg", ".txt")
        if member.startswith("images/") and label in members and Path(member).stem not in places:
            lines = archive.read(label).decode().splitlines()
            places[Path(member).stem] = (archive, member, [(CLASSES[int(line.split()[0])], False) for line in lines if line])
    for name, (archive, member, things) in sorted(places.items()):
        counts, crowd = Counter(thing for thing, _ in things), any(crowd and thing == "person" for thing, crowd in things)
        sure, maybe = seen[name]
        truths = [truth_of_objects(counts), truth_of_people(counts["person"], crowd, sure, maybe), truth_of_setting(sure, maybe)]
        true = set().union(*(true for true, _ in truths))
        false = set().union(*(false for _, false in truths)) - true
        if "anywhere indoors" in maybe:
            false.discard("food")       # dishes that none of the classes names
        if "a person" in true and maybe & {"on a sports field", "on a tennis court"} | true & {"on a sports field", "on a tennis court"}:
            false -= {"a tennis player", "a baseball player", "a football player"}
        yield Photograph(f"coco-{name}", archive, member, frozenset(true), frozenset(false))


def truth_of_label(source: str, label: str) -> tuple[set[str], set[str]]:
    if source in ALL_OF:
        true, false = map(set, ALL_OF[source])
        return true | ({"food"} if label in ("fruit", "vegetables") else set()), false
    true, others = LABELS[source][label]
    excluded = set(EXCLUDING[source]) if true else set()
    if source == "weather" and label not in ("sunrise", "shine"):
        excluded = set()
    if label == "buildings":
        excluded.discard("in a city")      # not said, and likely
    return set(true), ({*others} | excluded) - set(true)


def labelled(name: str, corpus: Path, mirror: Path) -> Iterator[Photograph]:
    """So many pictures of each label that were kept back from training, spread over all; of groceries, of each sort."""
    source = next(source for source in SOURCES if source.name == name)
    archive = Archive(source.place, corpus, mirror)
    of = defaultdict(list)
    for row in source.rows(archive):
        if row.split == "test":
            of[row.more.get("kind", row.label)].append(row.member)
    for label, members in sorted(of.items()):
        true, false = truth_of_label(name, label)
        members.sort()
        count = min(PER_LABEL[name], len(members))
        for n in range(count):
            yield Photograph(f"{name}-{label}-{n:02}", archive, members[n * len(members) // count], frozenset(true), frozenset(false))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../../../shared/corpus"))
    parser.add_argument("--mirror", type=Path, required=True)
    options = parser.parse_args()
    out = options.work / "photographs"
    out.mkdir(parents=True, exist_ok=True)
    lines = []
    photographs = [*coco(options.mirror), *(one for name in (*LABELS, *ALL_OF) for one in labelled(name, options.corpus, options.mirror))]
    for one in photographs:
        file = f"{one.name}{Path(one.member).suffix}"
        (out / file).write_bytes(one.archive.read(one.member))
        lines.append(json.dumps({"file": file, "true": sorted(one.true), "false": sorted(one.false)}))
    (out / "truth.jsonl").write_text("\n".join(lines) + "\n")
    print(f"{len(photographs)} photographs")


if __name__ == "__main__":
    main()
