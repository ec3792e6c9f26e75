// tacit::linear: x W^T + b with a gradient, by oneDNN.
//
// libtorch has oneDNN's float32 product (mkldnn::_linear_pointwise) without a gradient, for programs that were
// compiled ahead. Here it gets one: the gradient by x is such a product too; that by W is left to the library
// that libtorch multiplies with, which is the faster of the two there (docs/benchmarks.md).

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <optional>
#include <string_view>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using OptionalTensor = std::optional<Tensor>;

// x (N, in), weight (out, in), bias (out) to (N, out).
Tensor product(const Tensor& x, const Tensor& weight, const OptionalTensor& bias) {
    using Scalars = c10::List<std::optional<at::Scalar>>;
    using Signature = Tensor(const Tensor&, const Tensor&, const OptionalTensor&, std::string_view,
                             Scalars, std::optional<std::string_view>);
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("mkldnn::_linear_pointwise", "")
                               .typed<Signature>();
    at::AutoDispatchBelowADInplaceOrView below;
    return op.call(x, weight, bias, "none", Scalars(), "");
}

struct Linear : torch::autograd::Function<Linear> {
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
            by_weight = gradient.t().matmul(saved[0]);
        }
        if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) {
            by_bias = gradient.sum(0);
        }
        return {by_x, by_weight, by_bias};
    }
};

Tensor with_gradient(const Tensor& x, const Tensor& weight, const OptionalTensor& bias) {
    return Linear::apply(x, weight, bias);
}

}  // namespace

TORCH_LIBRARY(tacit, library) {
    library.def("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor");
    library.impl("linear", c10::DispatchKey::CPU, product);
    library.impl("linear", c10::DispatchKey::AutogradCPU, with_gradient);
}
