//! What a forward pass leaves behind so that the gradient of every single example can be formed: what
//! went into each trained layer, and what came out. One backward pass then gives the gradient at all
//! the outputs, and the rest is linear algebra (book-keeping: Bu et al. 2023, "Differentially private
//! optimization on large model at small cost").

use std::cell::RefCell;

use tch::Tensor;

/// The trained layers of one forward pass, in the order in which they ran. The vocabulary head is not
/// among them.
#[derive(Debug, Default)]
pub struct Tape {
    records: RefCell<Vec<Record>>,
}

/// One trained layer in one pass. Rows lie sequence after sequence: N = B T.
#[derive(Debug)]
pub struct Record {
    /// Which weights, and what went in.
    pub layer: Layer,
    /// What came out: the tensor whose gradient is to be asked for.
    pub output: Tensor,
}

/// The kinds of trained layer. Weights are named as in [`crate::Parameter`].
#[derive(Debug)]
pub enum Layer {
    /// output (N, out) = input (N, in) W^T + b.
    Linear {
        /// Name of W.
        weight: String,
        /// Name of b.
        bias: Option<String>,
        /// W is stored (in, out).
        transposed: bool,
        /// (N, in).
        input: Tensor,
    },
    /// output (N, out) = .. + narrow B^T with narrow (N, r) = scale input A^T.
    Adapter {
        /// Name of A (r, in), if it is trained.
        a: Option<String>,
        /// Name of B (out, r).
        b: String,
        /// B (out, r), in the pass's element type.
        b_value: Tensor,
        /// Factor on the update.
        scale: f64,
        /// (N, in), after dropout.
        input: Tensor,
        /// (N, r).
        narrow: Tensor,
    },
    /// output (.., width) = unit * scale + b, or unit * (1 + scale).
    Norm {
        /// Name of the scale.
        scale: String,
        /// Name of b.
        bias: Option<String>,
        /// The normalised input, (.., width); the leading dimensions start with the sequences.
        unit: Tensor,
    },
    /// output (N, width) = rows of a table.
    Table {
        /// Name of the table (rows, width).
        weight: String,
        /// (N) int64.
        ids: Tensor,
    },
}

impl Tape {
    /// What was recorded.
    pub fn into_records(self) -> Vec<Record> {
        self.records.into_inner()
    }

    pub(crate) fn record(&self, layer: Layer, output: &Tensor) {
        self.records.borrow_mut().push(Record {
            layer,
            output: output.shallow_clone(),
        });
    }
}
