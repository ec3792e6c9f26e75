#include "rounded.hpp"

#include <ATen/TensorIterator.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstring>
#include <limits>
#include <map>
#include <mutex>

#if defined(__x86_64__)
#define TACIT_CLONES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define TACIT_CLONES
#endif

namespace tacit {

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::tensor_list;

// Elements after which the thresholds are the same again.
constexpr int64_t PERIOD = 1 << 20;

// The threshold of the element at `place`, uniform in 0 to 2^16 - 1: the finaliser of MurmurHash3 (Appleby 2011).
inline uint32_t threshold(uint32_t place) {
    uint32_t bits = (place & (PERIOD - 1)) * 0x9e3779b9u + 0x7f4a7c15u;
    bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
    bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
    return (bits ^ (bits >> 16)) >> 16;
}

TACIT_CLONES void round_all(const float* in, uint16_t* out, uint32_t place, int64_t count) {
    for (int64_t index = 0; index < count; index++) {
        uint32_t bits;
        std::memcpy(&bits, in + index, sizeof(bits));
        // What is no number stays none; the sum could carry its last bit out.
        const bool number = (bits & 0x7fffffffu) <= 0x7f800000u;
        const uint32_t up = threshold(place + static_cast<uint32_t>(index));
        out[index] = number ? static_cast<uint16_t>((bits + up) >> 16) : uint16_t{0x7fc0};
    }
}

Tensor on_cpu(const Tensor& value) {
    const Tensor from = value.contiguous();
    Tensor out = at::empty_like(from, from.options().dtype(at::kBFloat16));
    const float* start = from.const_data_ptr<float>();
    at::TensorIterator each =
        at::TensorIteratorConfig().check_all_same_dtype(false).add_output(out).add_const_input(from).build();
    each.for_each([&](char** data, const int64_t*, int64_t count) {
        const auto* in = reinterpret_cast<const float*>(data[1]);
        round_all(in, reinterpret_cast<uint16_t*>(data[0]), static_cast<uint32_t>(in - start), count);
    });
    return out;
}

// The thresholds of PERIOD elements on `device`, which keeps them.
Tensor thresholds(const at::Device& device) {
    static std::mutex guard;
    // Never freed: a device may be gone before statics are.
    static auto* const kept = new std::map<std::pair<int, int>, Tensor>();
    const std::lock_guard<std::mutex> lock(guard);
    Tensor& found = (*kept)[{static_cast<int>(device.type()), device.index()}];
    if (!found.defined()) {
        Tensor made = at::empty({PERIOD}, at::kInt);
        int32_t* place = made.mutable_data_ptr<int32_t>();
        for (int64_t index = 0; index < PERIOD; index++) {
            place[index] = static_cast<int32_t>(threshold(static_cast<uint32_t>(index)));
        }
        found = made.to(device);
    }
    return found;
}

// The upper halves of `bits` plus `up`, as bfloat16.
Tensor upper(const Tensor& bits, const Tensor& up) {
    const Tensor sum = bits + up;
    return sum.reshape({-1}).view(at::kBFloat16).view({-1, 2}).select(1, 1);
}

Tensor on_device(const Tensor& value) {
    const Tensor from = value.contiguous(), flat = from.view({-1}).view(at::kInt);
    const Tensor up = thresholds(value.device());
    const int64_t count = flat.size(0), whole = count / PERIOD * PERIOD;
    Tensor out = at::empty({count}, from.options().dtype(at::kBFloat16));
    if (whole > 0) {
        out.narrow(0, 0, whole).copy_(upper(flat.narrow(0, 0, whole).view({-1, PERIOD}), up));
    }
    if (count > whole) {
        const int64_t rest = count - whole;
        out.narrow(0, whole, rest).copy_(upper(flat.narrow(0, whole, rest), up.narrow(0, 0, rest)));
    }
    out.masked_fill_(from.view({-1}).isnan(), std::numeric_limits<double>::quiet_NaN());
    return out.view(from.sizes());
}

struct Rounded : Function<Rounded> {
    static Tensor forward(AutogradContext*, const Tensor& value, bool by_parts) {
        at::AutoDispatchBelowADInplaceOrView below;
        return value.is_cpu() && !by_parts ? on_cpu(value) : on_device(value);
    }

    static tensor_list backward(AutogradContext*, tensor_list gradients) {
        const Tensor& gradient = gradients[0];
        return {gradient.defined() ? gradient.to(at::kFloat) : Tensor(), Tensor()};
    }
};

}  // namespace

Tensor rounded(const Tensor& value, bool by_parts) {
    TORCH_CHECK(value.scalar_type() == at::kFloat, "rounded: float32 only");
    return Rounded::apply(value, by_parts);
}

}  // namespace tacit
