"""Draws scenes of coloured shapes whose colour, shape, place, size and number are known, and names colours in pixels.

Labels alone teach a classifier to forget where things are and what colour they have; these scenes keep both in the
embedding, where the temporal pooler needs them.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from settings import SIZE

COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "grey"]
RGB = np.array([(215, 35, 35), (240, 135, 25), (240, 215, 40), (40, 160, 60), (40, 80, 210), (130, 50, 165),
                (240, 130, 180), (120, 75, 40), (18, 18, 18), (242, 242, 242), (128, 128, 128)], np.float32)
SHAPES = ["circle", "square", "triangle", "star", "diamond", "ring", "cross", "heart"]
FACTORS = {"shape": SHAPES, "object colour": COLOURS, "background colour": COLOURS, "x": ["left", "middle", "right"],
           "y": ["top", "centre", "bottom"], "size": ["small", "medium", "large"],
           "count": ["one", "two", "three", "none"]}
SHAPE_FACTORS = list(FACTORS)
SUPER = 2
GRID = (np.arange(SIZE * SUPER, dtype=np.float32) + 0.5) / (SIZE * SUPER)


def inside(shape: str, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Whether points (u, v), in units of the shape's radius with v downwards, lie in the shape."""
    r = np.hypot(u, v)
    if shape == "circle":
        return r <= 1
    if shape == "square":
        return np.maximum(abs(u), abs(v)) <= 0.85
    if shape == "triangle":
        return (v <= 0.75) & (v >= -1 + 2 * abs(u) * 0.93)
    if shape == "star":
        angle = np.mod(np.arctan2(u, -v), 2 * np.pi / 5) - np.pi / 5
        return r * (np.cos(np.pi / 5 - abs(angle)) + 1.0 * np.sin(np.pi / 5 - abs(angle)) * 0.9) <= 0.75 + 0.25 * abs(angle) / (np.pi / 5)
    if shape == "diamond":
        return abs(u) * 1.25 + abs(v) <= 1
    if shape == "ring":
        return (r <= 1) & (r >= 0.55)
    if shape == "cross":
        return ((abs(u) <= 0.3) | (abs(v) <= 0.3)) & (np.maximum(abs(u), abs(v)) <= 0.95)
    return (u * u + (-v * 1.1 + 0.1 - 0.75 * np.sqrt(abs(u))) ** 2 <= 0.9) & (abs(u) <= 0.95)  # heart


def jittered(rng: np.random.Generator, colour: int) -> np.ndarray:
    return np.clip(RGB[colour] + rng.normal(0, 9, 3), 0, 255)


def background(rng: np.random.Generator, colour: int) -> np.ndarray:
    """float32 [S, S, 3]: plain, graded, or rough, around one named colour."""
    side = SIZE * SUPER
    canvas = np.broadcast_to(jittered(rng, colour), (side, side, 3)).astype(np.float32)
    kind = rng.integers(3)
    if kind == 1:
        slope = (GRID[:, None] * rng.normal(0, 1) + GRID[None, :] * rng.normal(0, 1))[..., None]
        canvas = canvas + 35 * (slope - slope.mean())
    elif kind == 2:
        cells = rng.normal(0, 14, (8, 8, 1)).repeat(side // 8, 0).repeat(side // 8, 1)
        canvas = canvas + cells
    return np.clip(canvas, 0, 255)


def place_label(value: float, low: float = 0.4, high: float = 0.6) -> int:
    return 0 if value < low else 2 if value > high else 1


def draw_scene(rng: np.random.Generator) -> tuple[np.ndarray, dict]:
    """One picture uint8 [64, 64, 3] and its labels; `geometry` is the first object's centre x, y and radius in [0, 1]."""
    shape, colour, ground = rng.integers(len(SHAPES)), rng.integers(len(COLOURS)), rng.integers(len(COLOURS))
    while ground == colour:
        ground = rng.integers(len(COLOURS))
    canvas = background(rng, ground)
    count = rng.choice(4, p=[0.64, 0.14, 0.12, 0.10])
    labels = {"shape": shape, "object colour": colour, "background colour": ground, "count": count,
              "x": -1, "y": -1, "size": -1, "geometry": (np.nan,) * 3}
    objects = 0 if count == 3 else count + 1
    radius = rng.uniform(0.06, 0.32) if objects == 1 else rng.uniform(0.06, 0.14)
    aspect = rng.uniform(0.75, 1.33)
    centres: list[np.ndarray] = []
    while len(centres) < objects:
        centre = rng.uniform(radius * 0.6, 1 - radius * 0.6, 2)
        if all(np.hypot(*(centre - other)) > 2.2 * radius for other in centres):
            centres.append(centre)
    spin = rng.normal(0, 0.12)
    for x, y in centres:
        u, v = (GRID[None, :] - x) / radius * aspect, (GRID[:, None] - y) / radius / aspect
        canvas[inside(SHAPES[shape], u * np.cos(spin) - v * np.sin(spin), u * np.sin(spin) + v * np.cos(spin))] = \
            jittered(rng, colour)
    if objects == 0:
        labels["shape"] = labels["object colour"] = -1
    if objects == 1:
        x, y = centres[0]
        labels.update({"x": place_label(x), "y": place_label(y), "size": place_label(radius, 0.13, 0.21),
                       "geometry": (x, y, radius)})
    small = canvas.reshape(SIZE, SUPER, SIZE, SUPER, 3).mean((1, 3)) + rng.normal(0, rng.uniform(0, 5), (SIZE, SIZE, 1))
    return np.clip(small, 0, 255).astype(np.uint8), labels


def colour_shares(pixels: Tensor) -> Tensor:
    """The share of each named colour: uint8 [N, H, W, 3] to float [N, 11], by the hue, saturation and value."""
    rgb = pixels[:, ::2, ::2].float() / 255
    high, low = rgb.amax(-1), rgb.amin(-1)
    chroma = high - low
    safe = chroma.masked_fill(chroma == 0, 1)
    r, g, b = rgb.unbind(-1)
    hue = 60 * torch.where(high == r, ((g - b) / safe) % 6,
                           torch.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4))
    names = torch.full(hue.shape, COLOURS.index("grey"), device=pixels.device)
    saturation = chroma / high.masked_fill(high == 0, 1)
    grey = (saturation < 0.2) | (chroma < 0.1)
    names[grey & (high > 0.8)] = COLOURS.index("white")
    names[high < 0.2] = COLOURS.index("black")
    vivid = ~grey & (high >= 0.2)
    bands = [(0, 15, "red"), (15, 42, "orange"), (42, 68, "yellow"), (68, 165, "green"), (165, 255, "blue"),
             (255, 300, "purple"), (300, 345, "pink"), (345, 361, "red")]
    for first, last, name in bands:
        names[vivid & (hue >= first) & (hue < last)] = COLOURS.index(name)
    names[vivid & (hue < 42) & (high < 0.55)] = COLOURS.index("brown")
    names[vivid & ((hue < 15) | (hue >= 340)) & (saturation < 0.55) & (high > 0.75)] = COLOURS.index("pink")
    return F.one_hot(names.flatten(1), len(COLOURS)).float().mean(1)
