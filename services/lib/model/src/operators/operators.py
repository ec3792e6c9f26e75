"""Writes operators.pt beside this file: the way from Rust to the operators of operators.cpp.

    python operators.py        (torch of the version that the project pins)
"""

import pathlib
from typing import Optional

import torch

LIBRARY = torch.library.Library("tacit", "DEF")
LIBRARY.define("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor")
LIBRARY.define("rms_norm(Tensor x, Tensor scale, float epsilon) -> Tensor")
LIBRARY.define("gated(Tensor gate, Tensor up) -> Tensor")


class Operators(torch.nn.Module):
    @torch.jit.export
    def linear(
        self, x: torch.Tensor, weight: torch.Tensor, bias: Optional[torch.Tensor]
    ) -> torch.Tensor:
        return torch.ops.tacit.linear(x, weight, bias)

    @torch.jit.export
    def rms_norm(self, x: torch.Tensor, scale: torch.Tensor, epsilon: float) -> torch.Tensor:
        return torch.ops.tacit.rms_norm(x, scale, epsilon)

    @torch.jit.export
    def gated(self, gate: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
        return torch.ops.tacit.gated(gate, up)


torch.jit.script(Operators()).save(pathlib.Path(__file__).with_name("operators.pt"))
