"""Sentences that describe what is seen, their keywords, and the tokeniser of the language model."""

import hashlib
import random
import re

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from settings import END, PICTURE, VOCABULARY

# A sentence that goes on from another one, or speaks of the recording, describes no picture.
OPENERS = set("he she they it we i his her their its this these that those then next another after finally once lastly "
              "afterwards soon there how some various other several in on at from with when as while and but".split())
ELSEWHERE = set("then again continues continue continuing video screen camera clip words title credits begins ends he he's "
                "she'll they'll we'll beginning end next finally eventually shown seen".split())
SMALL = set("a an the in on of at is are to and with its his her their by it for from as up down out into there be being "
            "that while who which this some over next".split())


def clean(sentence: str) -> str | None:
    """In lower case, without its full stop; None where it does not describe a picture by itself."""
    text = re.sub(r"\s+([.,;:!?'])", r"\1", " ".join(sentence.lower().split())).rstrip(" .!")
    words = text.replace(",", "").split()
    if not 3 <= len(words) <= 16 or not re.fullmatch(r"[a-z0-9 ,'-]+", text):
        return None
    return None if words[0] in OPENERS or ELSEWHERE & set(words) else text


def is_held_out(key: str) -> bool:
    """One picture or combination in eight is never trained on."""
    return int(hashlib.md5(key.encode()).hexdigest(), 16) % 8 == 0


def content_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", text) if word not in SMALL]


def with_keywords(rng: random.Random, text: str) -> tuple[str, str]:
    """Some keywords of a caption in any order, and the caption.

    A language model that never had to look at what stands before a caption cannot be steered by a prefix.
    """
    words = sorted(set(content_words(text)))
    chosen = rng.sample(words, rng.randint(min(2, len(words)), len(words))) if rng.random() < 0.9 else []
    return " ".join(chosen) + ":", " " + text


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Byte-level BPE; `END` and `PICTURE` come last."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=VOCABULARY - 2, min_frequency=2, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in (END, PICTURE)])
    return tokenizer
