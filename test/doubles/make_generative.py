"""Writes `hub/double/coca`, `florence2` and `janus` there: tiny random models that write about pictures, laid out as the hub, or a recipe
of `models/export/`, lays out the real ones, and in each folder `reference.json`, what OpenCLIP's and transformers' whole models write.

`OMP_NUM_THREADS=1 python3 make_generative.py [NAME…]` in this folder; `requirements.txt` says what it needs. The weights are random
but fixed.
"""

import base64
import os
import sys
import warnings

import numpy as np
import torch
from PIL import Image

import tokenisers
from make_hub import CLIP_MEAN, CLIP_STD, HUB, SIZES, cropped, draw, stretched
from repository import Repository  # found by make_hub
from towers import SIDE

IMAGENET_MEAN, IMAGENET_STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.backends.mha.set_fastpath_enabled(False)


def main():
    makers = dict(coca=write_coca, florence2=write_florence2, janus=write_janus)
    for name in sys.argv[1:] or makers:
        makers[name]()


class Folder(Repository):
    """A repository of a hub, for what is written beside its graphs."""

    def __init__(self, name, licence, pipeline):
        super().__init__(os.path.join(HUB, name))
        front = f"---\nlicense: {licence}\npipeline_tag: {pipeline}\n---\n"
        self.write("README.md", f"{front}\n# double/{name}\n\nRandom weights for the tests of Kinodex, from `test/doubles/make_generative.py`.\n")

    def pictures(self, fit, mean, std):
        """Draws the pictures; gives each one's name, and what a model takes of it."""
        for size in SIZES:
            name = "picture{}x{}.png".format(*size)
            picture = draw(*size)
            picture.save(self.path(name), optimize=True)
            values = ((np.asarray(fit(picture), np.float64) / 255 - mean) / std).transpose(2, 0, 1).astype("<f4")
            yield name, torch.tensor(values)[None]


def in_base64(values):
    return base64.b64encode(np.ascontiguousarray(values.detach().numpy().astype("<f4")).tobytes()).decode()


def rounded(values):
    return [round(float(value), 7) for value in values]


def written(scores, tokens):
    """Tokens, and the logarithms of their probabilities by the raw logits that they were chosen from."""
    steps = torch.log_softmax(torch.stack(scores), -1)
    return dict(tokens=tokens, logProbabilities=rounded(steps[torch.arange(len(tokens)), tokens]))


# ------------------------------------------------------------------------------------------------------------------ CoCa
def write_coca():
    import coca
    from open_clip.coca_model import CoCa

    tokeniser, length, width = tokenisers.clip(), 20, 8
    vocabulary = tokeniser.get_vocab_size()
    torch.manual_seed(7)
    model = CoCa(
        width, pad_id=0,
        multimodal_cfg=dict(context_length=length, vocab_size=vocabulary, width=width, heads=2, layers=1, attn_pooler_heads=2),
        text_cfg=dict(context_length=length, vocab_size=vocabulary, width=width, heads=2, layers=1, embed_cls=True, output_tokens=True),
        vision_cfg=dict(image_size=SIDE, layers=1, width=width, head_width=4, patch_size=16, attentional_pool=True, attn_pooler_heads=2,
                        attn_pooler_queries=4, output_tokens=True)).eval()
    enliven(model, 0.25)
    folder = Folder("coca", "mit", "image-to-text")
    start, end = tokeniser.token_to_id(tokenisers.START), tokeniser.token_to_id(tokenisers.END)
    preprocess = dict(mean=CLIP_MEAN, std=CLIP_STD, interpolation="bicubic", resize_mode="shortest")
    coca.export(model, folder.folder, SIDE, length, start)
    coca.describe(folder.folder, model, "laion2b_s13b_b90k", preprocess, tokeniser)

    def describe(pixels):
        ids, scores = [start], []
        while len(ids) < length and ids[-1] != end:
            logits = model(pixels, torch.tensor([ids]), output_labels=False)["logits"][0, -1]
            scores.append(logits)
            ids.append(logits.argmax().item())
        return written(scores, ids[1:])

    with torch.no_grad():
        pictures = [dict(file=name, pixels=in_base64(pixels), embedding=unit(model.encode_image(pixels)), **describe(pixels))
                    for name, pixels in folder.pictures(cropped("bicubic", SIDE), CLIP_MEAN, CLIP_STD)]
        texts = ["a dog runs along the beach", "A RED car, at night!", "the boat sails " * 30]
        ids = tokenisers.encode(tokeniser, texts, length, pad=0)
        texts = [dict(text=text, ids=row, embedding=unit(model.encode_text(torch.tensor([row])))) for text, row in zip(texts, ids)]
    folder.write_json("reference.json", dict(texts=texts, pictures=pictures), indent=None)


def enliven(model, scale):
    """Weights large enough that every token and pixel counts."""
    random = torch.Generator().manual_seed(20)
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            if weight.dim() > 1 or "projection" in name:
                weight.normal_(0, scale, generator=random)


def unit(values):
    return rounded(torch.nn.functional.normalize(values, dim=-1)[0])


# ------------------------------------------------------------------------------------------------------------ Florence-2
PLACES = 40  # of the thousand along an edge
TASKS = {"<CAPTION>": "what is in the picture", "<DETAILED_CAPTION>": "what is on the beach"}
GROUNDING, PHRASE = "<CAPTION_TO_PHRASE_GROUNDING>", "a red car"
GROUNDING_PROMPT = "find the {input}"


def write_florence2():
    import florence2

    tokeniser = tokenisers.bart([f"<loc_{1000 // PLACES * place}>" for place in range(PLACES)])
    folder = Folder("florence2", "mit", "image-text-to-text")
    shown = list(folder.pictures(stretched("bicubic"), IMAGENET_MEAN, IMAGENET_STD))
    prompts = {**TASKS, GROUNDING: GROUNDING_PROMPT.replace("{input}", PHRASE)}
    for seed in range(500):
        model, config = florence2.make(tokeniser, SIDE, seed)
        if any(has_box(write(model, config, tokeniser, pixels, prompts[GROUNDING])["words"]) for _, pixels in shown):
            break
    florence2.export(model, folder, SIDE)
    feature_count = count_features(model)
    folder.write_json("config.json", config)
    folder.write_json("generation_config.json", florence2.GENERATION)
    folder.write_json("preprocessor_config.json", dict(
        image_processor_type="CLIPImageProcessor", processor_class="Florence2Processor", do_resize=True, do_center_crop=False,
        do_rescale=True, do_normalize=True, size=dict(height=SIDE, width=SIDE), crop_size=dict(height=SIDE, width=SIDE), resample=3,
        rescale_factor=1 / 255, image_mean=IMAGENET_MEAN, image_std=IMAGENET_STD, image_seq_length=feature_count,
        task_prompts_without_inputs=TASKS, task_prompts_with_input={GROUNDING: GROUNDING_PROMPT}))
    folder.write("tokenizer.json", tokeniser.to_str(pretty=False))
    folder.write_json("tokenizer_config.json", dict(tokenizer_class="BartTokenizer", model_max_length=64, bos_token="<s>", eos_token="</s>", pad_token="<pad>"))
    pictures = [
        dict(file=name, pixels=in_base64(pixels), tasks={task: write(model, config, tokeniser, pixels, prompt) for task, prompt in prompts.items()})
        for name, pixels in shown]
    folder.write_json("reference.json", dict(phrase=PHRASE, pictures=pictures), indent=None)


def count_features(model):
    return model.model.get_image_features(torch.zeros(1, 3, SIDE, SIDE), return_dict=True).pooler_output.shape[1]


def write(model, config, tokeniser, pixels, prompt):
    """By the whole model's own way to generate."""
    import florence2

    ids = torch.tensor([[config["image_token_id"]] * count_features(model) + tokeniser.encode(prompt).ids])
    with torch.no_grad():
        out = model.generate(
            input_ids=ids, pixel_values=pixels, attention_mask=torch.ones_like(ids), do_sample=False, num_beams=1, max_new_tokens=24,
            output_logits=True, return_dict_in_generate=True, **florence2.GENERATION)
    tokens = out.sequences[0, 2:].tolist()  # after the start token and the one that is forced
    return dict(words=[tokeniser.id_to_token(token) for token in tokens], **written([step[0] for step in out.logits[1:]], tokens))


def has_box(words):
    """Whether four places in a row are a box."""
    places = [int(word[5:-1]) if word.startswith("<loc_") else None for word in words]
    starts = [at for at in range(len(places) - 3) if at == 0 or places[at - 1] is None]
    runs = [places[at:at + 4] for at in starts]
    return any(None not in run and run[0] < run[2] and run[1] < run[3] for run in runs)


# ----------------------------------------------------------------------------------------------------------------- Janus
SYSTEM = (
    "You are a helpful language and vision assistant. You are able to understand the visual content that the user provides, and assist "
    "the user with a variety of tasks using natural language.\n\n")
QUESTION, PAINTED = "what is in the picture", "a dog runs along the beach"
GUIDANCE = 5.0


def write_janus():
    import janus

    tags = dict(image_tag="<image_placeholder>", image_start_tag="<begin_of_image>", image_end_tag="<end_of_image>")
    tokeniser = tokenisers.llama(list(tags.values()))
    model = janus.make(tokeniser, SIDE)
    folder = Folder("janus", "mit", "any-to-any")
    janus.export(model, folder, SIDE)
    ids_of = {name: tokeniser.token_to_id(token) for name, token in dict(bos="<s>", eos="</s>", pad="<pad>").items()}
    tokens = {f"{name}_token_id": number for name, number in ids_of.items()}
    folder.write_json("config.json", dict(model_type="multi_modality", architectures=["MultiModalityCausalLM"], language_config=dict(
        model_type="llama", hidden_size=janus.WIDTH, num_hidden_layers=janus.LAYERS, num_attention_heads=janus.HEADS), **tokens))
    folder.write_json("generation_config.json", tokens)
    folder.write_json("preprocessor_config.json", dict(
        image_processor_type="VLMImageProcessor", processor_class="VLChatProcessor", image_size=SIDE, min_size=14, image_mean=[0.5] * 3,
        image_std=[0.5] * 3, background_color=[127] * 3, do_normalize=True, rescale_factor=1 / 255))
    folder.write_json("processor_config.json", dict(processor_class="VLChatProcessor", num_image_tokens=janus.TOKENS, **tags))
    folder.write("tokenizer.json", tokeniser.to_str(pretty=False))
    folder.write_json("tokenizer_config.json", dict(tokenizer_class="LlamaTokenizerFast", bos_token="<s>", eos_token="</s>", pad_token="<pad>"))

    shown = tags["image_start_tag"] + tags["image_tag"] * janus.TOKENS + tags["image_end_tag"] + "\n"
    asked = tokeniser.encode(f"{SYSTEM}<|User|>: {shown}{QUESTION}\n\n<|Assistant|>:").ids

    def answer(pixels):
        """By the whole model, without a cache."""
        ids, scores = list(asked), []
        while len(scores) < 8:
            logits = model(input_ids=torch.tensor([ids]), pixel_values=pixels, attention_mask=torch.ones(1, len(ids), dtype=torch.long)).logits[0, -1]
            scores.append(logits)
            ids.append(logits.argmax().item())
        return written(scores, ids[len(asked):])

    def paint(choose):
        """Without a cache: all embeddings again for each token."""
        ids = torch.tensor([tokeniser.encode(f"<|User|>: {PAINTED}\n\n<|Assistant|>:{tags['image_start_tag']}").ids])
        plain = ids.clone()
        plain[:, 1:-1] = ids_of["pad"]
        rows = [model.model.get_input_embeddings()(one) for one in (ids, plain)]
        codes = []
        while len(codes) < janus.TOKENS:
            wanted, without = [model.model.generation_head(model.model.language_model(inputs_embeds=row).last_hidden_state)[0, -1] for row in rows]
            codes.append(choose(without + GUIDANCE * (wanted - without)))
            next_row = model.prepare_embeddings_for_image_generation(torch.tensor([codes[-1:]]))
            rows = [torch.cat([row, next_row], 1) for row in rows]
        return codes, model.model.vqmodel.decode(torch.tensor([codes]))[0]

    random = mulberry32(SEED)

    def draw_token(logits):
        shares = torch.softmax(logits.double(), -1)
        return min(len(shares) - 1, int((torch.cumsum(shares, -1) <= next(random)).sum()))

    with torch.no_grad():
        pictures = [dict(file=name, pixels=in_base64(pixels), **answer(pixels))
                    for name, pixels in folder.pictures(on_matte, [0.5] * 3, [0.5] * 3)]
        codes, painted = paint(draw_token)
    folder.write_json("reference.json", dict(
        question=QUESTION, pictures=pictures,
        painting=dict(text=PAINTED, seed=SEED, codes=codes, width=painted.shape[2], height=painted.shape[1], values=in_base64(painted))), indent=None)


SEED = 7


def mulberry32(seed):
    """The numbers that Kinodex draws with."""
    state, mask = seed, 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & mask
        mixed = ((state ^ state >> 15) * (state | 1)) & mask
        mixed ^= (mixed + ((mixed ^ mixed >> 7) * (mixed | 61) & mask)) & mask
        yield (mixed ^ mixed >> 14) / 2**32


def on_matte(picture):
    """As Janus's processor: the longest edge as long as it may be, on a square of grey."""
    scale = SIDE / max(picture.size)
    inner = picture.resize(tuple(int(edge * scale) for edge in picture.size), Image.BICUBIC)
    square = Image.new("RGB", (SIDE, SIDE), (127, 127, 127))
    square.paste(inner, ((SIDE - inner.width) // 2, (SIDE - inner.height) // 2))
    return square


if __name__ == "__main__":
    main()
