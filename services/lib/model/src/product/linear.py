"""Writes linear.pt beside this file: the way from Rust to tacit::linear, which is in linear.cpp.

    python linear.py        (torch of the version that the project pins)
"""

import pathlib
from typing import Optional

import torch

LIBRARY = torch.library.Library("tacit", "DEF")
LIBRARY.define("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor")


class Linear(torch.nn.Module):
    def forward(
        self, x: torch.Tensor, weight: torch.Tensor, bias: Optional[torch.Tensor]
    ) -> torch.Tensor:
        return torch.ops.tacit.linear(x, weight, bias)


torch.jit.script(Linear()).save(pathlib.Path(__file__).with_name("linear.pt"))
