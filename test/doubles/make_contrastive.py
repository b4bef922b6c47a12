"""Writes a tiny pair of encoders (contrastive.json, contrastive/) with all that is unlike the ones that ship, and what it
must give: a batch of one, crop from a longer short edge, Lanczos, float16, weights in a file of their own, texts that are
lower-cased first and padded on the left, int32 ids, token types and no mask.

`python3 make_contrastive.py` in this folder; needs numpy, onnx, tokenizers and Pillow 12. The weights are random but fixed;
the reference is numpy and Pillow.
"""

import base64
import json
import os

import numpy as np
from PIL import Image
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors

from graphs import FLOAT, FLOAT16, INT32, Graph, describe

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "contrastive")
DIMENSION, WIDTH, HEIGHT, SHORT_EDGE, LENGTH = 8, 16, 12, 18, 6
WORDS = ["<start>", "<pad>", "<end>", "<unknown>", "a", "the", "dog", "cat", "runs", "jumps", "red"]
random = np.random.default_rng(21)


def weights(*shape):
    return random.standard_normal(shape).astype(np.float32)


def write_image(projection):
    g = Graph()
    pixels = g.node("Cast", g.input("image", FLOAT16, [1, 3, HEIGHT, WIDTH]), to=FLOAT)
    cells = g.node("Flatten", g.node("AveragePool", pixels, kernel_shape=[4, 4], strides=[4, 4]))
    embedding = g.node("MatMul", cells, g.constant("projection", projection))
    g.output("embedding", g.node("Cast", embedding, to=FLOAT16), FLOAT16, [1, DIMENSION])
    g.save(os.path.join(FOLDER, "image.onnx"), weights="image.onnx_data")


def write_text(words, places, types):
    g = Graph()
    ids = g.input("text", INT32, [1, LENGTH])
    kinds = g.input("types", INT32, [1, LENGTH])
    tokens = g.node("Add", g.node("Gather", g.constant("words", words), ids), g.node("Gather", g.constant("types_of", types), kinds))
    placed = g.node("Tanh", g.node("Mul", tokens, g.constant("places", places)))
    g.output("embedding", g.node("ReduceSum", placed, g.integers(1), keepdims=0), FLOAT, [1, DIMENSION])
    g.save(os.path.join(FOLDER, "text.onnx"))


def write_tokenizer():
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="<unknown>"))
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in WORDS[:4]])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single="<start> $A <end>", special_tokens=[("<start>", 0), ("<end>", 2)])
    tokenizer.save(os.path.join(FOLDER, "tokenizer.json"))
    return tokenizer


def unit(row):
    return (row / np.linalg.norm(row)).tolist()


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    smooth = np.stack([255 * x / width, 255 * y / height, 127 + 127 * np.sin(x / 3)], -1)
    return np.clip(smooth + random.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


def embed_picture(pixels, projection):
    image = Image.fromarray(pixels)
    scaled = [SHORT_EDGE * side // min(image.size) for side in image.size]
    left, top = (scaled[0] - WIDTH) // 2, (scaled[1] - HEIGHT) // 2
    image = image.resize(scaled, Image.LANCZOS).crop((left, top, left + WIDTH, top + HEIGHT))
    values = ((np.asarray(image) / 255 - 0.5) / 0.25).transpose(2, 0, 1)
    cells = values.reshape(3, HEIGHT // 4, 4, WIDTH // 4, 4).mean((2, 4))
    return unit(cells.flatten() @ projection)


def embed_text(text, tokenizer, words, places, types):
    ids = tokenizer.encode(text.lower()).ids
    ids = ids if len(ids) <= LENGTH else ids[:LENGTH - 1] + [2]
    ids = [1] * (LENGTH - len(ids)) + ids
    return {"text": text, "ids": ids, "embedding": unit(np.tanh((words[ids] + types[0]) * places).sum(0))}


def write_manifest():
    file = lambda name: {**describe(FOLDER, name), "file": f"contrastive/{name}"}
    manifest = {
        "id": "test/quirks", "family": "contrastive", "dimension": DIMENSION, "licence": "Apache-2.0",
        "source": "test/doubles/make_contrastive.py", "description": "Random weights for tests.",
        "image": {**file("image.onnx"), "externalData": [file("image.onnx_data")], "inputWidth": WIDTH, "inputHeight": HEIGHT,
                  "resize": "crop", "shortEdge": SHORT_EDGE, "interpolation": "lanczos", "mean": [0.5] * 3, "std": [0.25] * 3,
                  "input": "image", "output": "embedding", "maxBatch": 1},
        "text": {**file("text.onnx"), "tokenizer": file("tokenizer.json"), "contextLength": LENGTH, "lowerCase": True,
                 "padTokenId": 1, "paddingSide": "left", "inputIds": "text", "tokenTypeIds": "types", "idType": "int32",
                 "output": "embedding", "maxBatch": 1},
        "logitScale": 10, "logitBias": -5}
    write_json("contrastive.json", manifest)


def write_json(name, content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(content, file, indent=1)
        file.write("\n")


os.makedirs(FOLDER, exist_ok=True)
projection = weights(3 * HEIGHT // 4 * WIDTH // 4, DIMENSION)
parts = {"words": weights(len(WORDS), DIMENSION), "places": weights(LENGTH, DIMENSION), "types": weights(2, DIMENSION)}
write_image(projection)
write_text(**parts)
tokenizer = write_tokenizer()
write_manifest()
pictures = [picture(*size) for size in ((40, 24), (21, 50))]
write_json("contrastive/reference.json", {
    "pictures": [{"width": pixels.shape[1], "height": pixels.shape[0], "pixels": base64.b64encode(pixels.tobytes()).decode(),
                  "embedding": embed_picture(pixels, projection)} for pixels in pictures],
    "texts": [embed_text(text, tokenizer, **parts) for text in ("a dog runs", "THE Red Cat", "a zebra", "", "the dog the cat a dog jumps")]})
