"""Writes a tiny decoder with a cache of keys and values (decoder/), and what it must write.

`python3 make_decoder.py` in this folder; needs numpy and onnx. The weights are random but fixed. The reference has no
cache: numpy reads all tokens again for every new one, in double precision.
"""

import json
import os

import numpy as np

from graphs import FLOAT, INT64, Graph

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "decoder")
VOCABULARY, WIDTH, HEADS, LAYERS, PLACES = 40, 24, 2, 2, 64
HEAD = WIDTH // HEADS
random = np.random.default_rng(20)


def weights(*shape, scale=1.0):
    return (random.standard_normal(shape) * scale / np.sqrt(shape[0])).astype(np.float32)


def make_weights():
    layer = lambda: {"query": weights(WIDTH, WIDTH, scale=2), "key": weights(WIDTH, WIDTH, scale=2), "value": weights(WIDTH, WIDTH),
                     "out": weights(WIDTH, WIDTH), "up": weights(WIDTH, 2 * WIDTH), "down": weights(2 * WIDTH, WIDTH)}
    return {"words": random.standard_normal((VOCABULARY, WIDTH)).astype(np.float32),
            "places": random.standard_normal((PLACES, WIDTH)).astype(np.float32),
            "layers": [layer() for _ in range(LAYERS)], "head": weights(WIDTH, VOCABULARY, scale=4)}


# --- the model ---------------------------------------------------------------------------------------------------------

def write_decoder(name, model, takes_ids, has_cache):
    g = Graph()
    if takes_ids:
        ids = g.input("input_ids", INT64, ["batch", "tokens"])
        hidden = g.node("Gather", g.constant("words", model["words"]), ids)
    else:
        hidden = g.input("inputs_embeds", FLOAT, ["batch", "tokens", WIDTH])
    mask = g.input("attention_mask", INT64, ["batch", "total"])
    positions = g.input("position_ids", INT64, ["batch", "tokens"])
    hidden = g.node("Add", hidden, g.node("Gather", g.constant("places", model["places"]), positions))

    # A token sees those at its place and before it.
    total = g.node("Squeeze", g.node("Shape", mask, start=1, end=2), g.integers(0))
    zero, one = g.constant("zero", np.array(0)), g.constant("one", np.array(1))
    keys = g.node("Range", zero, total, one)
    sees = g.node("LessOrEqual", keys, g.node("Unsqueeze", positions, g.integers(-1)))
    bias = g.node("Where", sees, g.constant("nothing", np.float32(0)), g.constant("away", np.float32(-1e9)))
    bias = g.node("Unsqueeze", bias, g.integers(1))

    for n, layer in enumerate(model["layers"]):
        of = lambda part: g.constant(f"{part}_{n}", layer[part])
        split = lambda value: g.node("Transpose", g.node("Reshape", value, g.integers(0, 0, HEADS, HEAD)), perm=[0, 2, 1, 3])
        query, key, value = (split(g.node("MatMul", hidden, of(part))) for part in ("query", "key", "value"))
        if has_cache:
            past = [g.input(f"past_key_values.{n}.{part}", FLOAT, ["batch", HEADS, "past", HEAD]) for part in ("key", "value")]
            key, value = (g.node("Concat", old, new, axis=2) for old, new in zip(past, (key, value)))
            for part, whole in (("key", key), ("value", value)):
                g.output(f"present.{n}.{part}", whole, FLOAT, ["batch", HEADS, "total", HEAD])
        scores = g.node("MatMul", query, g.node("Transpose", key, perm=[0, 1, 3, 2]))
        scores = g.node("Add", g.node("Mul", scores, g.constant(f"scale_{n}", np.float32(HEAD ** -0.5))), bias)
        seen = g.node("Transpose", g.node("MatMul", g.node("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
        seen = g.node("MatMul", g.node("Reshape", seen, g.integers(0, 0, WIDTH)), of("out"))
        hidden = g.node("Add", hidden, seen)
        hidden = g.node("Add", hidden, g.node("MatMul", g.node("Tanh", g.node("MatMul", hidden, of("up"))), of("down")))
    g.output("logits", g.node("MatMul", hidden, g.constant("head", model["head"])), FLOAT, ["batch", "tokens", VOCABULARY])
    g.save(os.path.join(FOLDER, name))


def write_embedder(model):
    g = Graph()
    ids = g.input("input_ids", INT64, ["batch", "tokens"])
    words = g.constant("words", model["words"])
    g.output("inputs_embeds", g.node("Gather", words, ids), FLOAT, ["batch", "tokens", WIDTH])
    g.save(os.path.join(FOLDER, "embed_tokens.onnx"))


# --- the reference -----------------------------------------------------------------------------------------------------

def softmax(values):
    powers = np.exp(values - values.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def logits_after(ids, model):
    """Of all tokens at once, in double precision, without a cache."""
    double = lambda array: array.astype(np.float64)
    hidden = double(model["words"])[ids] + double(model["places"])[np.arange(len(ids))]
    ahead = np.triu(np.ones((len(ids), len(ids)), bool), 1)
    for layer in model["layers"]:
        query, key, value = (double(layer[part]).T @ hidden.T for part in ("query", "key", "value"))
        seen = []
        for head in range(HEADS):
            rows = slice(head * HEAD, (head + 1) * HEAD)
            scores = query[rows].T @ key[rows] / np.sqrt(HEAD)
            scores[ahead] = -np.inf
            seen.append(softmax(scores) @ value[rows].T)
        hidden = hidden + np.concatenate(seen, -1) @ double(layer["out"])
        hidden = hidden + np.tanh(hidden @ double(layer["up"])) @ double(layer["down"])
    return hidden[-1] @ double(model["head"])


def write_greedily(prompt, count, model):
    ids, log_probabilities = list(prompt), []
    for _ in range(count):
        probabilities = softmax(logits_after(ids, model))
        ids.append(int(probabilities.argmax()))
        log_probabilities.append(float(np.log(probabilities.max())))
    return {"prompt": list(prompt), "tokens": ids[len(prompt):], "logProbabilities": log_probabilities}


os.makedirs(FOLDER, exist_ok=True)
model = make_weights()
write_decoder("decoder.onnx", model, takes_ids=True, has_cache=True)
write_decoder("decoder_without_cache.onnx", model, takes_ids=True, has_cache=False)
write_decoder("decoder_of_embeddings.onnx", model, takes_ids=False, has_cache=True)
write_embedder(model)
cases = [write_greedily(prompt, 24, model) for prompt in ([1], [5, 9, 2], [3, 17, 30, 11, 8, 0, 26])]
embeddings = [model["words"][case["prompt"]].flatten().tolist() for case in cases]
with open(os.path.join(FOLDER, "reference.json"), "w") as file:
    json.dump({"width": WIDTH, "cases": [{**case, "embeddings": rows} for case, rows in zip(cases, embeddings)]}, file, indent=1)
    file.write("\n")
print([case["tokens"] for case in cases])
