// Noise drawn where the tensor is.

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tacit {

// Fills `out` (float32) with N(0, (2 half)^2) of the words of ChaCha20 from block `counter` on: `key` holds eight words
// of a key and two of a stream's number. Whether the device can.
bool gaussian(const at::Tensor& out, const at::Tensor& key, int64_t counter, double half);

}  // namespace tacit
