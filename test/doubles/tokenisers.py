"""Small tokenisers in the forms that contrastive models have on hubs, built by hand: the same file whatever the library's version."""

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

WORDS = "a the dog cat runs along beach red car at night two people cook in kitchen is on and boat sails sea".split()
START, END = "<|startoftext|>", "<|endoftext|>"


def clip():
    """CLIP's: lower case, bytes as characters, the end of a word marked, a start and an end token with the highest ids."""
    letters = byte_characters()
    vocabulary, merges = with_merges(letters + [letter + "</w>" for letter in letters], [[*word[:-1], word[-1] + "</w>"] for word in WORDS])
    start, end = len(vocabulary), len(vocabulary) + 1
    vocabulary |= {START: start, END: end}
    tokeniser = Tokenizer(models.BPE(vocabulary, merges, unk_token=END, continuing_subword_prefix="", end_of_word_suffix="</w>"))
    tokeniser.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    words = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    tokeniser.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(words, behavior="removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokeniser.post_processor = processors.RobertaProcessing((END, end), (START, start), trim_offsets=False, add_prefix_space=False)
    tokeniser.decoder = decoders.ByteLevel()
    return special(tokeniser, START, END)


def gemma():
    """Gemma's, which SigLIP2 has: spaces as ▁, bytes for what is unknown, an end token after each text, case kept."""
    letters = ["<pad>", "<eos>", "<bos>", "<unk>", *[f"<0x{byte:02X}>" for byte in range(256)], "▁", *"abcdefghijklmnopqrstuvwxyz,!."]
    vocabulary, merges = with_merges(letters, [["▁", *word] for word in WORDS])
    tokeniser = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokeniser.normalizer = normalizers.Replace(" ", "▁")
    tokeniser.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokeniser.post_processor = ends_with("<eos>", 1)
    tokeniser.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    return special(tokeniser, "<pad>", "<eos>", "<bos>", "<unk>")


def sentencepiece():
    """SigLIP's: pieces with probabilities, lower case, no punctuation, `</s>` for the end and for padding."""
    pieces = ["<unk>", "</s>", "▁", *["▁" + word for word in WORDS], "s", "ing", "er", *"abcdefghijklmnopqrtuvwxyz0123456789"]
    scores = [0.0, 0.0] + [-2 - position / 16 for position in range(len(pieces) - 2)]
    tokeniser = Tokenizer(models.Unigram(list(zip(pieces, scores)), unk_id=0))
    tokeniser.normalizer = normalizers.Sequence([
        normalizers.Lowercase(), normalizers.Replace(Regex(r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""), ""),
        normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()])
    tokeniser.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokeniser.post_processor = ends_with("</s>", 1)
    tokeniser.decoder = decoders.Metaspace(prepend_scheme="always")
    return special(tokeniser, "<unk>", "</s>")


def bart(places):
    """BART's, which Florence-2 has: bytes as characters, case kept, a start and an end token, and tokens for places in a picture."""
    letters = ["<s>", "<pad>", "</s>", "<unk>", *byte_characters()]
    vocabulary, merges = with_merges(letters, [[*space, *word] for word in WORDS for space in ("", "\u0120")])
    vocabulary |= {token: len(vocabulary) + number for number, token in enumerate(["<image>", *places])}
    tokeniser = Tokenizer(models.BPE(vocabulary, merges))
    tokeniser.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokeniser.decoder = decoders.ByteLevel()
    return special(tokeniser, "<s>", "<pad>", "</s>", "<unk>", "<image>", *places)


def llama(tags):
    """A byte-level tokeniser as Janus has it: a start token before each text, and tokens around pictures."""
    letters = ["<s>", "<pad>", "</s>", *byte_characters()]
    vocabulary, merges = with_merges(letters, [["\u0120", *word] for word in WORDS])
    vocabulary |= {token: len(vocabulary) + number for number, token in enumerate(tags)}
    tokeniser = Tokenizer(models.BPE(vocabulary, merges))
    tokeniser.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 0)])
    tokeniser.decoder = decoders.ByteLevel()
    return special(tokeniser, "<s>", "<pad>", "</s>", *tags)


def whisper(tags):
    """Whisper's: bytes as characters, case kept, a space before a word is part of it; tokens for tasks and languages come last."""
    vocabulary, merges = with_merges(byte_characters(), [[*space, *word] for word in WORDS for space in ("", "\u0120")])
    vocabulary |= {token: len(vocabulary) + number for number, token in enumerate(tags)}
    tokeniser = Tokenizer(models.BPE(vocabulary, merges))
    tokeniser.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.decoder = decoders.ByteLevel()
    return special(tokeniser, *tags)


def with_merges(letters, words):
    """The vocabulary that can spell `words` from `letters`, and the merges that join each word from its left."""
    tokens, merges = list(letters), []
    for first, *rest in words:
        for letter in rest:
            if (first, letter) not in merges:
                merges.append((first, letter))
            first += letter
            tokens += [] if first in tokens else [first]
    return {token: number for number, token in enumerate(tokens)}, merges


def byte_characters():
    """A character for each byte, in CLIP's order: those that can be printed stand for themselves and come first."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return [chr(byte) for byte in printable] + [chr(256 + number) for number in range(256 - len(printable))]


def ends_with(token, number):
    return processors.TemplateProcessing(single=f"$A {token}", pair=f"$A {token} $B:1 {token}:1", special_tokens=[(token, number)])


def special(tokeniser, *tokens):
    tokeniser.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in tokens])
    return tokeniser


def encode(tokeniser, texts, length, pad):
    """Ids `[N, length]`: padded at their right, or cut with their special tokens kept."""
    bounded = Tokenizer.from_str(tokeniser.to_str())
    bounded.enable_truncation(length)
    bounded.enable_padding(length=length, pad_id=pad)
    return [encoding.ids for encoding in bounded.encode_batch(texts)]


def bytes_with(*tokens, begins_with=None):
    """GPT-2's, which most language models have: bytes as characters, words with the space before them; special tokens come last."""
    vocabulary, merges = with_merges(byte_characters(), [["Ġ", *word] for word in WORDS])
    tokeniser = Tokenizer(models.BPE(vocabulary, merges))
    tokeniser.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.decoder = decoders.ByteLevel()
    special(tokeniser, *tokens)
    if begins_with is not None:
        start = tokeniser.token_to_id(begins_with)
        tokeniser.post_processor = processors.TemplateProcessing(single=f"{begins_with} $A", pair=f"{begins_with} $A {begins_with} $B:1", special_tokens=[(begins_with, start)])
    return tokeniser
