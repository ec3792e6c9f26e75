//! A backward pass that computes each block a second time instead of keeping what is inside it: a third
//! more work, for the memory of one block (Chen et al. 2016, "Training deep nets with sublinear memory
//! cost").

use tch::Tensor;

use crate::Model;
use crate::pass::{Frame, Pass};

impl Model {
    /// Calls `add` with gradients by `leaves`, several times: their sums are the gradients of the
    /// function whose gradient by the final hidden states (B T, D) `by_hidden` returns. An undefined
    /// gradient is zero. `ids` (B, T). Dropout must come from `pass.seeds`, or it would differ between
    /// the two times.
    pub fn backward_by_block(
        &self,
        ids: &Tensor,
        pass: &Pass<'_>,
        leaves: &[&Tensor],
        by_hidden: impl FnOnce(&Tensor) -> Tensor,
        add: &mut dyn FnMut(Vec<Tensor>),
    ) {
        let size = ids.size();
        let frame = Frame::new(
            &self.config,
            (size[0], size[1]),
            0,
            self.compute,
            self.device,
        );
        let inputs = tch::no_grad(|| {
            let mut inputs = vec![self.embed(ids, 0, pass)];
            for block in &self.blocks {
                let x = inputs[inputs.len() - 1].shallow_clone();
                inputs.push(block.forward(x, self.compute, &frame, pass));
            }
            inputs
        });
        let mut inputs = inputs.into_iter().rev();
        let Some(last) = inputs.next() else {
            return;
        };
        let last = last.set_requires_grad(true);
        let hidden = self.norm.forward(&last, self.compute, pass);
        let by_hidden = by_hidden(&hidden.detach());
        let mut gradient = through(&hidden, &by_hidden, &last, leaves, add);
        for (block, input) in self.blocks.iter().rev().zip(inputs) {
            let input = input.set_requires_grad(true);
            let output = block.forward(input.shallow_clone(), self.compute, &frame, pass);
            gradient = through(&output, &gradient, &input, leaves, add);
        }
        let embedded = self.embed(ids, 0, pass);
        if embedded.requires_grad() {
            let surrogate = (embedded * gradient).sum(self.wide());
            add(Tensor::run_backward(&[surrogate], leaves, false, false));
        }
    }
}

/// Adds the gradients by the leaves between `input` and `output`; returns that by the input.
fn through(
    output: &Tensor,
    by_output: &Tensor,
    input: &Tensor,
    leaves: &[&Tensor],
    add: &mut dyn FnMut(Vec<Tensor>),
) -> Tensor {
    let wide = by_output.kind();
    let surrogate = (output.to_kind(wide) * by_output).sum(wide);
    let all: Vec<&Tensor> = std::iter::once(input)
        .chain(leaves.iter().copied())
        .collect();
    let mut gradients = Tensor::run_backward(&[surrogate], &all, false, false);
    let by_input = gradients.remove(0);
    add(gradients);
    by_input
}
