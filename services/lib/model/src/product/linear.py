"""Writes linear.pt beside this file: oneDNN's matrix product as a program that libtorch loads.

    python linear.py        (torch of the version that the project pins)
"""

import pathlib

import torch


class Linear(torch.nn.Module):
    def forward(self, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return torch.ops.mkldnn._linear_pointwise(x, weight, None, "none", [], "")


torch.jit.script(Linear()).save(pathlib.Path(__file__).with_name("linear.pt"))
