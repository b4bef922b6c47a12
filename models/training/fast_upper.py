"""The upper part of the trunk as it is trained: the same numbers, three times as fast on a CPU.

Pointwise convolutions run as matrix products over [N, H, W, C] in bf16, and depthwise kernels stay as ImageNet taught them:
their gradient costs twenty times their use, and they are one parameter in twenty.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from trunk import Conv, Upper


class FixedDepthwise(torch.autograd.Function):
    """A depthwise convolution [N, C, H, W] whose kernel takes no gradient; the input's is a convolution too."""

    @staticmethod
    def forward(ctx, x, weight, bias, stride, pads):
        ctx.save_for_backward(weight)
        ctx.stride, ctx.pads, ctx.shape = stride, pads, x.shape
        return F.conv2d(F.pad(x, pads), weight, bias, stride, 0, 1, len(weight))

    @staticmethod
    def backward(ctx, gradient):
        [weight] = ctx.saved_tensors
        (left, right, top, bottom), (n, channels, height, width), kernel = ctx.pads, ctx.shape, weight.shape[-1]
        spread = gradient.new_zeros((n, channels, height + top + bottom - kernel + 1, width + left + right - kernel + 1))
        spread = spread.contiguous(memory_format=torch.channels_last)
        spread[:, :, ::ctx.stride, ::ctx.stride] = gradient
        back = F.conv2d(spread, weight.flip(2, 3), None, 1, kernel - 1, 1, channels)
        return back[:, :, top:top + height, left:left + width], None, None, None, None


def pointwise(conv: Conv, x: Tensor) -> Tensor:
    y = F.linear(x, conv.weight.flatten(1), conv.bias)
    return F.hardtanh(y, 0.0, 6.0) if conv.active else y


def depthwise(conv: Conv, x: Tensor) -> Tensor:
    kernel, stride = conv.kernel_size[0], conv.stride[0]
    pads = []
    for size in (x.shape[2], x.shape[1]):
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads += [total // 2, total - total // 2]
    y = FixedDepthwise.apply(x.permute(0, 3, 1, 2), conv.weight.detach().to(x.dtype), conv.bias.detach().to(x.dtype), stride, pads)
    return F.hardtanh(y, 0.0, 6.0).permute(0, 2, 3, 1)


def features(upper: Upper, kept: Tensor) -> Tensor:
    """What `upper(kept)` gives, with gradients for all but depthwise kernels."""
    x = kept[:, -80:].permute(0, 2, 3, 1)
    for block in upper.blocks:
        y = pointwise(block.project, depthwise(block.depthwise, pointwise(block.expand, x)))
        x = x + y if block.residual else y
    return pointwise(upper.head, x).mean((1, 2))
