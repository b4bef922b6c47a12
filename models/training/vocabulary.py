"""Words: what each label may be called, what kind of thing it is, and which words are kept back for measuring.

WordNet's noun file (Debian package `wordnet`) gives synonyms and hypernyms.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

import numpy as np

WORDNET = Path("/usr/share/wordnet/data.noun")
TEMPLATES = ["{}", "a photo of {}", "a picture of {}", "{} in a video", "there is {}", "we see {}", "this is {}",
             "a close-up of {}", "a small photo of {}", "the video shows {}", "a blurry photo of {}",
             "{} can be seen", "a view of {}", "a frame with {}", "{} in the scene", "an image of {}"]
SPORT_TEMPLATES = ["{}", "people playing {}", "a {} match", "a game of {}", "a photo of {}", "somebody doing {}",
                   "{} players", "a video of {}", "men playing {}", "a woman doing {}", "{} competition"]
SPORT_WORDS = {"shooting": ["shooting", "target shooting"], "wwe": ["wwe", "pro wrestling", "professional wrestling"],
               "formula1": ["formula1", "formula one", "car racing", "racing cars", "a race car"],
               "motogp": ["motogp", "motorcycle racing", "racing motorcycles", "motorbike racing"],
               "football": ["football", "soccer", "a soccer ball"], "ice hockey": ["ice hockey", "hockey on ice"],
               "weight lifting": ["weight lifting", "weightlifting", "lifting weights"],
               "gymnastics": ["gymnastics", "a gymnast", "doing gymnastics", "a cartwheel"],
               "boxing": ["boxing", "boxers", "a boxer"], "swimming": ["swimming", "a swimmer", "swimming in a pool"],
               "wrestling": ["wrestling", "wrestlers"], "chess": ["chess", "a chess board"]}
LATIN = re.compile(r"^[A-Z][a-z]+ [a-z]+$")
MORE_NAMES = {"n02123045": ["cat", "kitten"], "n02123394": ["cat"], "n02124075": ["cat"], "n02085620": ["dog", "puppy"],
              "n02099601": ["dog", "puppy"], "n02099712": ["dog"], "n02106662": ["dog"], "n02094433": ["dog"],
              "n02113799": ["dog"], "n04146614": ["bus"], "n04285008": ["car"], "n09428293": ["beach", "the sea"],
              "n09193705": ["mountains", "a snowy mountain"], "n02132136": ["bear"], "n02480495": ["ape", "monkey"],
              "n02486410": ["monkey"], "n02481823": ["ape", "monkey"], "n03637318": ["lamp"], "n04487081": ["bus"]}
KINDS = {  # hypernym phrases -> WordNet lemmas whose descendants they cover; the first phrase is trained, the rest kept back
    "animal": (["animal", "creature"], ["animal"]), "dog": (["dog", "canine"], ["dog"]),
    "cat": (["cat", "feline"], ["cat", "big cat"]), "bird": (["bird", "fowl"], ["bird"]),
    "insect": (["insect", "bug"], ["insect"]), "fish": (["fish"], ["fish"]), "monkey": (["monkey", "primate"], ["primate"]),
    "reptile": (["reptile"], ["reptile"]), "vehicle": (["vehicle", "conveyance"], ["vehicle"]),
    "car": (["car", "automobile"], ["car", "motor vehicle"]), "food": (["food", "something to eat"], ["food", "foodstuff", "dish"]),
    "fruit": (["fruit"], ["edible fruit"]), "furniture": (["furniture", "furnishings"], ["furniture"]),
    "building": (["building", "edifice"], ["building", "structure"]), "clothing": (["clothing", "garment"], ["clothing", "garment"]),
    "musical instrument": (["musical instrument"], ["musical instrument"]), "container": (["container", "vessel"], ["container"]),
    "spider": (["spider", "arachnid"], ["arachnid"]), "ball": (["ball"], ["ball"]), "boat": (["boat", "watercraft"], ["boat", "watercraft", "ship"]),
    "tree": (["tree"], ["tree"]), "flower": (["flower", "blossom"], ["flower"]), "person": (["person", "human"], ["person"]),
    "shellfish": (["shellfish", "crustacean"], ["crustacean"]), "bridge": (["bridge"], ["bridge"]),
    "tool": (["tool", "implement"], ["tool", "implement"]), "machine": (["machine", "appliance"], ["machine", "device"])}


def is_kept_back(word: str, share: int = 4) -> bool:
    return int(hashlib.md5(word.encode()).hexdigest(), 16) % share == 0


@cache
def wordnet() -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]], dict[str, str]]:
    """Noun synsets: lemmas, hypernyms and glosses by offset; and the offsets of each lemma, most frequent first."""
    lemmas, parents, glosses, senses = {}, {}, {}, {}
    for line in WORDNET.read_text().splitlines():
        if line.startswith("  "):
            continue
        head, gloss = line.split(" | ", 1)
        parts = head.split()
        offset, count = parts[0], int(parts[3], 16)
        lemmas[offset] = [parts[4 + 2 * i].replace("_", " ") for i in range(count)]
        rest = parts[4 + 2 * count + 1:]
        parents[offset] = [rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i")]
        glosses[offset] = gloss.split(";")[0].strip().strip('"')
    for line in (WORDNET.parent / "index.noun").read_text().splitlines():
        if not line.startswith("  "):
            parts = line.split()
            senses[parts[0].replace("_", " ")] = parts[-int(parts[2]):]
    return lemmas, parents, senses, glosses


def ancestors(offset: str, depth: int = 14) -> set[str]:
    """Lemmas of all hypernyms of a synset, itself included."""
    lemmas, parents, _, _ = wordnet()
    found = set(lemmas.get(offset, []))
    if depth:
        for parent in parents.get(offset, []):
            found |= ancestors(parent, depth - 1)
    return found


def class_names(group: str, label: str, names: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """(names that training may use, names kept back to measure synonyms by); the first name is never kept back."""
    if group == "sports":
        return SPORT_WORDS.get(label, [label]), []
    if group != "tiny-imagenet":
        return [label], []
    real = [name for i, name in enumerate(names[label]) if i == 0 or not LATIN.match(name)]
    real = [name for name in real if name.lower() not in AMBIGUOUS] or real
    spelt = [name for name in real[1:] if is_kept_back(name) and real[0].split()[-1] not in name]
    used = [name for name in real if name not in spelt]
    return used, spelt


VAGUE = {"entity", "physical entity", "object", "physical object", "whole", "unit", "artifact", "artefact", "organism",
         "being", "living thing", "animate thing", "instrumentality", "instrumentation", "abstraction", "matter",
         "causal agent", "part", "piece", "thing", "attribute", "group", "chordate", "craniate"}
AMBIGUOUS = {"drop", "board", "mini", "painter", "wagon", "bullet", "brass", "nail", "reel", "remote", "tub", "taper",
             "hopper", "panther", "shades", "machine", "maypole pole"}


def kinds_of(group: str, label: str) -> list[str]:
    """Which of KINDS a label belongs to."""
    _, _, senses, _ = wordnet()
    if group == "tiny-imagenet":
        found = ancestors(label[1:])
        found = found if len(found) > 1 else set().union(*(ancestors(o) for o in senses.get(label, [])[:1]))
    else:
        word = label.replace(" tree", "")
        first = senses.get(label) or senses.get(word) or []
        found = ancestors(first[0]) if first else set()
    kinds = [kind for kind, (_, covered) in KINDS.items() if found & set(covered)]
    return [kind for kind in kinds if kind != "person" or label in ("baby", "boy", "girl", "man", "woman")]


def with_article(name: str) -> str:
    plural = name.endswith("s") and not name.endswith("ss") or name.split()[0] in ("the", "a", "an", "something")
    return name if plural else ("an " if name[0].lower() in "aeiou" else "a ") + name


def plural(name: str) -> str:
    if name.endswith(("s", "x", "ch", "sh")):
        return name + ("" if name.endswith("s") else "es")
    return name[:-1] + "ies" if name.endswith("y") and name[-2] not in "aeiou" else name + "s"


def respelt(rng: np.random.Generator, name: str) -> str:
    """The name with a space more or less, as people write "stop watch" and "schoolbus"."""
    at = rng.integers(1, max(2, len(name)))
    return name.replace(" ", "", 1) if " " in name and rng.random() < 0.5 else f"{name[:at].strip()} {name[at:].strip()}"


def is_barred(word: str) -> bool:
    """Whether a kept-back synonym stays out of the WordNet pairs too (one in four of them)."""
    return int(hashlib.md5(word.encode()).hexdigest(), 16) % 16 == 0


def others(word: str, offset: str) -> list[str]:
    return [lemma.lower() for lemma in wordnet()[0][offset] if lemma.lower() != word and not LATIN.match(lemma)]


def lexical_pairs(wanted: set[str]) -> list[tuple[str, str]]:
    """Synonyms, hypernyms and definitions of the nouns in `wanted` (the two most frequent senses)."""
    _, parents, senses, glosses = wordnet()
    pairs = []
    for word in sorted(wanted):
        for offset in senses.get(word, [])[:2]:
            pairs += [(word, other) for other in others(word, offset)]
            pairs += [(word, other) for parent in parents[offset] for other in others(word, parent)[:2]]
            pairs.append((word, glosses[offset][:60]))
    return pairs


def first_sense(group: str, label: str) -> str | None:
    """Offset of a label's synset: its own WordNet id, else the most frequent sense of the word."""
    lemmas, _, senses, _ = wordnet()
    return label[1:] if group == "tiny-imagenet" and label[1:] in lemmas else next(iter(senses.get(label, [])), None)


def synonyms(group: str, label: str, called: str) -> list[str]:
    """The other lemmas of a label's synset."""
    offset = first_sense(group, label)
    return [] if offset is None else [word for word in others(called, offset) if word not in AMBIGUOUS | VAGUE]


def parent_names(kind: str) -> list[str]:
    """What the synset right above a kind is called ("canine" above "dog"), where that says something."""
    _, parents, _, _ = wordnet()
    offset = first_sense("kind", kind)
    return [word for parent in parents.get(offset, []) for word in others(kind, parent) if word not in VAGUE | AMBIGUOUS]


def kind_of_word(word: str) -> str | None:
    """The narrowest of KINDS that the most frequent sense of a word falls under: "dog" for "terrier"."""
    kinds = kinds_of("word", word)
    return min(kinds, key=breadth, default=None)


@cache
def breadth(kind: str) -> int:
    """How many synsets a kind covers."""
    lemmas, _, _, _ = wordnet()
    covered = set(KINDS[kind][1])
    return sum(bool(covered & lineage(offset)) for offset in lemmas)


@cache
def lineage(offset: str) -> frozenset[str]:
    return frozenset(ancestors(offset))


def label_pairs(group: str, label: str, called: str) -> list[tuple[str, str]]:
    """A label's name with its synonyms, its definition, and every hypernym that still says something."""
    lemmas, parents, _, glosses = wordnet()
    offset = first_sense(group, label)
    if offset is None:
        return []
    pairs, level = [(called, glosses[offset][:60])], [offset]
    while level:
        words = [other for each in level for other in others(called, each)]
        pairs += [(called, word) for word in words if word not in VAGUE]
        level = [parent for each in level if not VAGUE & set(lemmas[each]) for parent in parents[each]]
    return pairs
