// Operators that libtorch has without a gradient, or with one that keeps more than it needs.

#include "gaussian.hpp"
#include "narrow.hpp"
#include "rounded.hpp"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <optional>
#include <string_view>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::tensor_list;
using OptionalTensor = std::optional<Tensor>;
using Below = at::AutoDispatchBelowADInplaceOrView;

// By oneDNN: x (N, in), weight (out, in), bias (out) to (N, out). libtorch has it for programs that were compiled
// ahead.
Tensor product(const Tensor& x, const Tensor& weight, const OptionalTensor& bias) {
    using Scalars = c10::List<std::optional<at::Scalar>>;
    using Signature = Tensor(const Tensor&, const Tensor&, const OptionalTensor&, std::string_view,
                             Scalars, std::optional<std::string_view>);
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("mkldnn::_linear_pointwise", "")
                               .typed<Signature>();
    Below below;
    return op.call(x, weight, bias, "none", Scalars(), "");
}

struct Linear : Function<Linear> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const OptionalTensor& bias) {
        // What went in is kept only where the weight learns.
        context->save_for_backward({weight.requires_grad() ? x : Tensor(), weight});
        context->saved_data["bias"] = bias.has_value() && bias->requires_grad();
        return product(x, weight, bias);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor& gradient = gradients[0];
        Tensor by_x, by_weight, by_bias;
        if (!gradient.defined()) {
            return {by_x, by_weight, by_bias};
        }
        if (context->needs_input_grad(0)) {
            by_x = product(gradient, saved[1].t(), std::nullopt);
        }
        if (context->needs_input_grad(1)) {
            if (tacit::sums()) {
                by_weight = at::empty({gradient.size(1), saved[0].size(1)}, gradient.options());
                tacit::sum_products(by_weight, gradient, saved[0], nullptr, false);
            } else {
                by_weight = gradient.t().matmul(saved[0]);
            }
        }
        if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) {
            by_bias = gradient.sum(0);
        }
        return {by_x, by_weight, by_bias};
    }
};

// x / rms(x) * scale over the last dimension. Keeps x and one number a row.
struct RmsNorm : Function<RmsNorm> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& scale,
                          double epsilon) {
        Below below;
        const Tensor inverse = x.square().mean(-1, true).add_(epsilon).rsqrt_();
        context->save_for_backward({x, scale, inverse});
        return (x * inverse).mul_(scale);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &gradient = gradients[0], &x = saved[0], &scale = saved[1], &inverse = saved[2];
        Tensor by_x, by_scale;
        if (gradient.defined() && context->needs_input_grad(0)) {
            // With u = g * scale and r = 1 / rms: r u - x r^3 mean(u x).
            by_x = gradient * scale;
            const Tensor along = (by_x * x).mean(-1, true).mul_(inverse.pow(3));
            by_x.mul_(inverse).addcmul_(x, along, -1);
        }
        if (gradient.defined() && context->needs_input_grad(1)) {
            by_scale = (gradient * x).mul_(inverse).reshape({-1, scale.size(0)}).sum(0);
        }
        return {by_x, by_scale, Tensor()};
    }
};

// silu(gate) * up. Keeps the two and makes silu(gate) again.
struct Gated : Function<Gated> {
    static Tensor forward(AutogradContext* context, const Tensor& gate, const Tensor& up) {
        Below below;
        context->save_for_backward({gate, up});
        return at::silu(gate).mul_(up);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &gradient = gradients[0], &gate = saved[0], &up = saved[1];
        Tensor by_gate, by_up;
        if (gradient.defined() && context->needs_input_grad(0)) {
            by_gate = at::silu_backward(gradient * up, gate);
        }
        if (gradient.defined() && context->needs_input_grad(1)) {
            by_up = at::silu(gate).mul_(gradient);
        }
        return {by_gate, by_up};
    }
};

// Turns the pairs (x_j, x_{j + half}) of the last dimension of x (.., T, width) by angles whose cosines and sines are
// (T, half); `sign` -1 turns them back. What stands behind the pairs stays.
Tensor turned(const Tensor& x, const Tensor& cosines, const Tensor& sines, double sign) {
    const int64_t half = cosines.size(-1), rest = x.size(-1) - 2 * half;
    const Tensor out = at::empty_like(x);
    const Tensor first = x.narrow(-1, 0, half), second = x.narrow(-1, half, half);
    Tensor place = out.narrow(-1, 0, half);
    at::mul_out(place, first, cosines).addcmul_(second, sines, -sign);
    place = out.narrow(-1, half, half);
    at::mul_out(place, second, cosines).addcmul_(first, sines, sign);
    if (rest > 0) {
        out.narrow(-1, 2 * half, rest).copy_(x.narrow(-1, 2 * half, rest));
    }
    return out;
}

// The rotation of positions. Keeps the angles alone.
struct Rotate : Function<Rotate> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& cosines,
                          const Tensor& sines) {
        Below below;
        context->save_for_backward({cosines, sines});
        return turned(x, cosines, sines, 1);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        Tensor by_x;
        if (gradients[0].defined() && context->needs_input_grad(0)) {
            by_x = turned(gradients[0], saved[0], saved[1], -1);
        }
        return {by_x, Tensor(), Tensor()};
    }
};

Tensor linear(const Tensor& x, const Tensor& weight, const OptionalTensor& bias) {
    return Linear::apply(x, weight, bias);
}

Tensor rms_norm(const Tensor& x, const Tensor& scale, double epsilon) {
    return RmsNorm::apply(x, scale, epsilon);
}

Tensor gated(const Tensor& gate, const Tensor& up) {
    return Gated::apply(gate, up);
}

Tensor rotate(const Tensor& x, const Tensor& cosines, const Tensor& sines) {
    return Rotate::apply(x, cosines, sines);
}

}  // namespace

TORCH_LIBRARY(tacit, library) {
    library.def("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor", linear);
    library.def("rms_norm(Tensor x, Tensor scale, float epsilon) -> Tensor", rms_norm);
    library.def("gated(Tensor gate, Tensor up) -> Tensor", gated);
    library.def("rotate(Tensor x, Tensor cosines, Tensor sines) -> Tensor", rotate);
    library.def("rounded(Tensor value, bool by_parts) -> Tensor", tacit::rounded);
    library.def("gaussian(Tensor out, Tensor key, int counter, float half) -> bool", tacit::gaussian);
    library.def("narrow() -> bool", tacit::usable);
    library.def("sums() -> bool", tacit::sums);
    library.def("attend(Tensor query, Tensor key, Tensor value, float scale) -> Tensor", tacit::attend);
    library.def("products(Tensor left, Tensor right) -> Tensor", tacit::products);
    library.def("add_products(Tensor sum, Tensor left, Tensor right, int[] counts, Tensor? factors) -> Tensor",
                tacit::add_products);
}
