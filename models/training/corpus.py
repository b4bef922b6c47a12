"""Training pairs for the text encoder and the pooler, all over cached image embeddings.

Every label has a target: its image prototype, freed of what all prototypes of its source share. A kind of thing ("an
animal") has the mean of its members as target; a sentence has the sum of the targets of the words it mentions, rare
words weighing more.
"""

import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch import Tensor

from shapes import COLOURS
from pictures import Pictures
from vocabulary import (KINDS, SPORT_TEMPLATES, TEMPLATES, class_names, is_barred, kind_of_word, kinds_of, label_pairs,
                        lexical_pairs, parent_names, plural, respelt, synonyms, with_article, wordnet)

CONTEXT = 40
SPECIAL = ["[PAD]", "[CLS]", "[SEP]"]


def train_tokenizer(texts, size: int = 8000) -> Tokenizer:
    """Lower-cased byte-level BPE; `[CLS] text [SEP]`; the padding token is 0."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size, min_frequency=3, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> tuple[Tensor, Tensor]:
    """input_ids and attention_mask, int64 [N, L], cut at the context length and padded with 0."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    rows = [row if len(row) <= CONTEXT else row[: CONTEXT - 1] + [2] for row in rows]
    length = max(map(len, rows))
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    return ids, (ids != 0).long()


def word_vectors(tokenizer: Tokenizer, texts: list[str], width: int) -> Tensor:
    """Sub-word vectors [V, width] from the singular vectors of their positive pointwise mutual information."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import svds
    rows, columns = [], []
    for encoding in tokenizer.encode_batch(texts):
        ids = encoding.ids[1:-1]
        for gap in range(1, 5):
            rows += ids[gap:] + ids[:-gap]
            columns += ids[:-gap] + ids[gap:]
    size = tokenizer.get_vocab_size()
    counts = coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), (size, size)).tocsr()
    totals = np.asarray(counts.sum(1)).ravel() + 1
    entries = counts.tocoo()
    value = np.log(entries.data * totals.sum() / (totals[entries.row] * totals[entries.col] ** 0.75 * totals.sum() ** 0.25))
    keep = value > 0
    table = coo_matrix((value[keep], (entries.row[keep], entries.col[keep])), (size, size)).tocsr()
    left, strength, _ = svds(table.astype(np.float32), k=width, random_state=0)
    vectors = torch.from_numpy(left * np.sqrt(strength))
    return F.normalize(vectors + 1e-6, dim=-1) * 0.7


class Concepts:
    """Named targets: `vectors` [C, D], what each may be called, and the surface words that mention it."""

    def __init__(self, pictures: Pictures, prototypes: dict[str, Tensor]):
        self.vectors, self.calls, self.group, self.kept_back = [], [], [], {}
        self.templates, self.index = [], {}
        self.mentions: dict[str, list[int]] = defaultdict(list)
        members = defaultdict(list)
        for group in ("tiny-imagenet", "cifar", "sports", "scenes", "objects"):
            targets = centred(prototypes[group])
            for i, label in enumerate(pictures.groups[group]):
                used, kept = class_names(group, label, pictures.names)
                self.add((group, label), targets[i], used, group, SPORT_TEMPLATES if group == "sports" else TEMPLATES)
                self.kept_back[(group, label)] = kept
                for kind in kinds_of(group, label) if group in ("tiny-imagenet", "cifar") else []:
                    members[kind].append(targets[i])
        for kind, (phrases, _) in KINDS.items():
            if len(members[kind]) > 1:
                self.add(("kind", kind), F.normalize(torch.stack(members[kind]).mean(0), dim=-1), phrases[:1], "kind",
                         TEMPLATES)
        for group, words in (("words", pictures.words), ("rendered", pictures.rendered_words), ("colour", COLOURS),
                             ("drawn object colour", COLOURS), ("drawn background colour", [])):
            targets = centred(prototypes[group])
            for i, word in enumerate(words):
                self.add((group, word), targets[i], [word], group, ["{}"])
        self.vectors = torch.stack(self.vectors)
        self.longest = max(len(words.split()) for words in self.mentions)

    def add(self, key, vector: Tensor, calls: list[str], group: str, templates: list[str]) -> None:
        at = self.index[key] = len(self.vectors)
        self.vectors.append(vector), self.calls.append(calls), self.group.append(group), self.templates.append(templates)
        for call in calls:
            for form in {call.lower(), plural(call.lower())}:
                self.mentions[form].append(at)

    def prompt(self, rng: np.random.Generator, at: int) -> str:
        name = self.calls[at][rng.integers(len(self.calls[at]))]
        if self.templates[at] is TEMPLATES:
            name = with_article(name) if rng.random() < 0.6 else plural(name) if rng.random() < 0.3 else name
        return self.templates[at][rng.integers(len(self.templates[at]))].format(name)

    def found_in(self, sentence: str) -> list[tuple[str, list[int]]]:
        """Longest mentions, left to right, each with the concepts it may mean."""
        words, found, i = re.findall(r"[a-z'-]+", sentence.lower()), [], 0
        while i < len(words):
            for n in range(min(self.longest, len(words) - i), 0, -1):
                phrase = " ".join(words[i:i + n])
                if phrase in self.mentions:
                    found.append((phrase, self.mentions[phrase]))
                    break
            else:
                n = 1
            i += n
        return found


def centred(prototypes: Tensor) -> Tensor:
    unit = F.normalize(prototypes, dim=-1)
    return F.normalize(unit - unit.mean(0), dim=-1)


def sentence_targets(concepts: Concepts, sentences: list[str]) -> tuple[list[str], Tensor]:
    """Sentences that mention at least one concept, and their targets [N, D]."""
    found = [concepts.found_in(sentence) for sentence in sentences]
    frequency = Counter(phrase for mentions in found for phrase, _ in set((p, 0) for p, _ in mentions))
    means = {phrase: F.normalize(concepts.vectors[at].mean(0), dim=-1) for phrase, at in concepts.mentions.items()}
    kept, targets = [], []
    for sentence, mentions in zip(sentences, found):
        if mentions:
            weight = [1 / np.sqrt(20 + frequency[phrase]) for phrase, _ in mentions]
            kept.append(sentence)
            targets.append(sum(w * means[phrase] for w, (phrase, _) in zip(weight, mentions)))
    return kept, F.normalize(torch.stack(targets), dim=-1)


class Lexicon:
    """What WordNet says of the words: pairs of words that mean the same or nearly, and other names of the concepts.

    `named` gives each other name of a label or kind with its concept, `members` words of the sentences with the kind of
    thing that they are. Words kept back for measuring are `reserved`: they are read bare, as
    WordNet gives them, and never inside a template; the barred among them are not read at all.
    """

    def __init__(self, sentences: list[str], concepts: Concepts):
        counts = Counter(word for sentence in sentences for word in re.findall(r"[a-z]+", sentence.lower()))
        _, _, senses, _ = wordnet()
        wanted = {word for word, n in counts.items() if n >= 4 and word in senses} | set(concepts.mentions)
        kept_back = {word.lower() for words in concepts.kept_back.values() for word in words}
        barred = {word for word in kept_back if is_barred(word)}
        self.reserved = kept_back | {phrase for phrases, _ in KINDS.values() for phrase in phrases[1:]}
        labels = [(group, label, concepts.calls[at][0].lower()) for (group, label), at in concepts.index.items()
                  if (group, label) in concepts.kept_back or group == "kind"]
        named = [(word, concepts.index[(group, label)]) for group, label, called in labels
                 for word in synonyms(group, label, called)]
        kinds = [label for group, label, _ in labels if group == "kind"]
        above = Counter(word for kind in kinds for word in set(parent_names(kind)))
        named += [(word, concepts.index[("kind", kind)]) for kind in kinds for word in parent_names(kind) if above[word] == 1]
        self.named = [(word, at) for word, at in named if word not in barred]
        self.members = [(word, concepts.index[("kind", kind)]) for word in sorted(wanted - barred)
                        if (kind := kind_of_word(word)) in kinds and ("kind", word) not in concepts.index]
        self.label_pairs, self.word_pairs = (
            [pair for pair in pairs if not barred & set(pair)]
            for pairs in ([pair for label in labels for pair in label_pairs(*label)], lexical_pairs(wanted)))

    def names(self, rng: np.random.Generator, n: int) -> tuple[list[str], np.ndarray]:
        """Other names and members, half of each, and their concepts."""
        drawn = [found[i] for found in (self.named, self.members) for i in rng.choice(len(found), n // 2)]
        return [self.spelt(rng, word) for word, _ in drawn], np.array([at for _, at in drawn])

    def spelt(self, rng: np.random.Generator, word: str) -> str:
        """A tenth of the words are spelt with a space more or less."""
        other = respelt(rng, word) if rng.random() < 0.1 else word
        return word if any(kept in other for kept in self.reserved) else other

    def pairs(self, rng: np.random.Generator, n: int) -> tuple[list[str], list[str]]:
        """Half of the pairs are about labels. A word in a template means what it means alone, whatever the word."""
        drawn = [pairs[i] for pairs in (self.label_pairs, self.word_pairs) for i in rng.choice(len(pairs), n // 2)]
        return tuple([self.framed(rng, pair[side]) for pair in drawn] for side in (0, 1))

    def framed(self, rng: np.random.Generator, word: str) -> str:
        if word in self.reserved or word.count(" ") > 2 or rng.random() < 0.4:
            return word
        return TEMPLATES[rng.integers(len(TEMPLATES))].format(with_article(word))
