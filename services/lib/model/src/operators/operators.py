"""Writes operators.pt beside this file: the way from Rust to the operators of operators.cpp.

    python operators.py        (torch of the version that the project pins)
"""

import io
import pathlib
import zipfile
from typing import Optional

import torch
from torch import library

DECLARED = library.Library("tacit", "DEF")
DECLARED.define("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor")
DECLARED.define("rms_norm(Tensor x, Tensor scale, float epsilon) -> Tensor")
DECLARED.define("gated(Tensor gate, Tensor up) -> Tensor")


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


saved = io.BytesIO()
torch.jit.save(torch.jit.script(Operators()), saved)
saved.seek(0)
with (
    zipfile.ZipFile(saved) as whole,
    zipfile.ZipFile(pathlib.Path(__file__).with_name("operators.pt"), "w") as kept,
):
    for entry in whole.infolist():
        # What is for debugging names folders of the machine that this ran on.
        if not entry.filename.endswith(".debug_pkl"):
            kept.writestr(entry, whole.read(entry))
