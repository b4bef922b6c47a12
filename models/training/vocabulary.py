"""Words: what WordNet calls a synset, articles and plurals (Debian's package `wordnet`)."""

from functools import cache
from pathlib import Path

WORDNET = Path("/usr/share/wordnet/data.noun")


@cache
def synsets() -> dict[str, tuple[list[str], list[str], str]]:
    """Noun synsets by id ("n" and the offset): lemmas, ids of hypernyms, gloss."""
    found = {}
    for line in WORDNET.read_text().splitlines():
        if line.startswith("  "):
            continue
        head, gloss = line.split(" | ", 1)
        parts = head.split()
        count = int(parts[3], 16)
        lemmas = [parts[4 + 2 * i].replace("_", " ") for i in range(count)]
        rest = parts[4 + 2 * count + 1:]
        parents = ["n" + rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i")]
        found["n" + parts[0]] = (lemmas, parents, gloss.split(";")[0].strip().strip('"'))
    return found


def synset_names(wnid: str) -> list[str]:
    return synsets().get(wnid, ([], [], ""))[0]


def gloss_of(wnid: str) -> str:
    return synsets().get(wnid, ([], [], ""))[2]


def parent_name(wnid: str) -> str:
    """The first lemma of the first hypernym, or nothing."""
    _, parents, _ = synsets().get(wnid, ([], [], ""))
    return next((synsets()[parent][0][0] for parent in parents if parent in synsets()), "")


def article(name: str) -> str:
    """The name with "a" or "an", unless it is plural or has one."""
    several = name.endswith("s") and not name.endswith("ss") or name.split()[0] in ("the", "a", "an", "two", "something", "people")
    return name if several else ("an " if name[0].lower() in "aeiou" else "a ") + name
