//! What each unit contributes to the gradient of one trained layer, from what went into the layer and
//! the gradient of what came out: its norm, and its share of a weighted sum.
//!
//! A linear layer's gradient by its weight is, for one unit, g^T a with a (P, in) and g (P, out) over
//! the P positions of the unit. Its squared norm is either that of the product, formed, or
//! sum_{s,t} (a_s . a_t)(g_s . g_t), which never forms it (ghost norm: Goodfellow 2015; Li et al.
//! 2022). The weighted sum over units is one product over all their positions (book-keeping: Bu et
//! al. 2023).

use std::cell::OnceCell;

use model::{Layer, Record};
use tch::{Kind, Tensor};

use super::gram::Gram;
use super::product::{self, Factors};
use super::sums::Sums;
use crate::batch::breadth;

/// Elements of the largest tensor that is made for several units at once.
const AT_ONCE: i64 = 1 << 24;

/// Squared norms of each unit's gradient, and how far rounding may have moved them.
#[derive(Debug)]
pub(super) struct SquareNorms {
    /// (U) float64.
    pub(super) square: Tensor,
    /// (U) float64: the square of the sum over positions of |a_s| |g_s|, which the round-off is a small
    /// part of.
    pub(super) terms: Tensor,
}

impl SquareNorms {
    pub(super) fn zeros(units: i64, device: tch::Device) -> Self {
        let zeros = || Tensor::zeros([units], (Kind::Double, device));
        Self {
            square: zeros(),
            terms: zeros(),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.square += &other.square;
        self.terms += &other.terms;
    }
}

/// A record and the gradient of its output.
#[derive(Debug)]
pub(super) struct Part {
    layer: Layer,
    gradient: Tensor,
    /// The gradient of an adapter's narrow product before its scale, (N, r) in the type of the sums, once somebody
    /// asked for it.
    narrow: OnceCell<Tensor>,
    /// Its vectors' gradients, once somebody asked for them.
    vectors: OnceCell<Vec<Vector>>,
}

/// The gradient of a vector of a layer: small enough to be kept for each unit.
#[derive(Debug)]
struct Vector {
    name: String,
    /// (U, width) in the type of the sums.
    of_units: Tensor,
    norms: SquareNorms,
}

impl Vector {
    /// From what is summed over the positions, (U, P, width).
    fn new(name: &str, rows: &Tensor, wide: Kind) -> Self {
        let of_units = rows.sum_dim_intlist(1, false, wide);
        let norms = SquareNorms {
            square: of_units
                .to_kind(Kind::Double)
                .square()
                .sum_dim_intlist(1, false, Kind::Double),
            terms: product::lengths(rows)
                .sum_dim_intlist(1, false, Kind::Double)
                .square(),
        };
        Self {
            name: name.to_owned(),
            of_units,
            norms,
        }
    }
}

/// (U P, ..) to (U, P, width).
fn by_unit(rows: &Tensor, units: i64) -> Tensor {
    let width = rows.size().last().copied().unwrap_or(1);
    rows.reshape([units, -1, width])
}

impl Part {
    /// `gradient` has the shape of the record's output.
    pub(super) fn new(record: Record, gradient: Tensor) -> Self {
        Self {
            layer: record.layer,
            gradient,
            narrow: OnceCell::new(),
            vectors: OnceCell::new(),
        }
    }

    /// The name of the table or weight and the gradient of its rows, where this is a table.
    pub(super) fn table(&self) -> Option<(&str, &Tensor, &Tensor)> {
        match &self.layer {
            Layer::Table { weight, ids } => Some((weight, ids, &self.gradient)),
            _ => None,
        }
    }

    /// Squared norms of all its weights together, for `units` units of equally many positions. `grams`
    /// remembers the products of inputs, which neighbouring layers share.
    pub(super) fn square_norms(&self, units: i64, grams: &mut Grams, wide: Kind) -> SquareNorms {
        let narrow_or_wide = by_unit(&self.gradient, units);
        let gradient = match product::stays_narrow(&narrow_or_wide) {
            true => narrow_or_wide,
            false => narrow_or_wide.to_kind(wide),
        };
        match &self.layer {
            Layer::Linear { input, .. } => {
                let mut norms = grams.matrix(input, &gradient, units, wide);
                let vectors = self.vectors(units, wide);
                vectors.iter().for_each(|vector| norms.add(&vector.norms));
                norms
            }
            Layer::Adapter {
                a, input, narrow, ..
            } => {
                let mut norms = Grams::default().matrix(narrow, &gradient, units, wide);
                if a.is_some() {
                    let narrow = by_unit(self.narrow_gradient(wide), units);
                    norms.add(&grams.matrix(input, &narrow, units, wide));
                }
                norms
            }
            Layer::Norm { .. } => {
                let mut norms = SquareNorms::zeros(units, gradient.device());
                let vectors = self.vectors(units, wide);
                vectors.iter().for_each(|vector| norms.add(&vector.norms));
                norms
            }
            Layer::Table { ids, .. } => table(&ids.view([units, -1]), &gradient),
        }
    }

    /// Adds to the sums each unit's gradient times its factor, (U) in the type of the sums.
    pub(super) fn add_weighted(self, factors: &Tensor, sums: &mut Sums<'_>) {
        let factors = Factors::even(factors, flat(&self.gradient).size()[0]);
        let (units, wide) = (factors.of_units.size()[0], factors.of_units.kind());
        match &self.layer {
            Layer::Linear {
                weight,
                transposed,
                input,
                ..
            } => match transposed {
                true => sums.add_weighted(weight, input, &self.gradient, &factors),
                false => sums.add_weighted(weight, &self.gradient, input, &factors),
            },
            Layer::Adapter {
                a,
                b,
                input,
                narrow,
                ..
            } => {
                sums.add_weighted(b, &self.gradient, narrow, &factors);
                if let Some(a) = a {
                    sums.add_weighted(a, self.narrow_gradient(wide), input, &factors);
                }
            }
            Layer::Norm { .. } => {}
            Layer::Table { weight, ids } => {
                let rows = factors.weigh(&flat(&self.gradient));
                sums.add_rows(weight, ids, &rows);
            }
        }
        for vector in self.vectors(units, wide) {
            sums.add(&vector.name, vector.of_units.tr().mv(factors.of_units));
        }
    }

    /// The gradients of the layer's vectors.
    fn vectors(&self, units: i64, wide: Kind) -> &[Vector] {
        self.vectors.get_or_init(|| {
            let gradient = || by_unit(&self.gradient, units).to_kind(wide);
            let (scale, bias) = match &self.layer {
                Layer::Linear { bias, .. } => (None, bias.as_ref()),
                Layer::Norm { scale, bias, unit } => (
                    Some((scale, gradient() * by_unit(unit, units))),
                    bias.as_ref(),
                ),
                Layer::Adapter { .. } | Layer::Table { .. } => (None, None),
            };
            let both = scale.into_iter().chain(bias.map(|name| (name, gradient())));
            both.map(|(name, rows)| Vector::new(name, &rows, wide))
                .collect()
        })
    }

    /// The gradient of an adapter's narrow product before its scale, (N, r) in the type `wide`.
    fn narrow_gradient(&self, wide: Kind) -> &Tensor {
        self.narrow.get_or_init(|| match &self.layer {
            Layer::Adapter { b_value, scale, .. } => {
                let (rows, b) = (self.gradient.unsqueeze(0), b_value.unsqueeze(0));
                product::of_batches(&rows, &b, wide).squeeze_dim(0) * *scale
            }
            _ => self.gradient.shallow_clone(),
        })
    }
}

/// (U, P, width) to (U P, width).
fn flat(rows: &Tensor) -> Tensor {
    let width = rows.size().last().copied().unwrap_or(1);
    rows.reshape([-1, width])
}

/// Squared norms of a table's gradients: rows that a unit looked up repeatedly add up first. `ids`
/// (U, P), `gradient` (U, P, width).
fn table(ids: &Tensor, gradient: &Tensor) -> SquareNorms {
    let same = ids.unsqueeze(2).eq_tensor(&ids.unsqueeze(1));
    let gram = gradient.bmm(&gradient.transpose(1, 2)) * same.to_kind(gradient.kind());
    let lengths = gram.diagonal(0, 1, 2).sqrt();
    let sum = |tensor: &Tensor, dims: &[i64]| tensor.sum_dim_intlist(dims, false, Kind::Double);
    SquareNorms {
        square: sum(&gram, &[1, 2]),
        terms: sum(&lengths, &[1]).square(),
    }
}

/// The products of the rows of the last input that was seen: queries, keys and values read the same
/// one, and so do gate and up.
#[derive(Debug, Default)]
pub(super) struct Grams {
    last: Option<(Tensor, Gram)>,
}

impl Grams {
    /// Squared norms of g^T a: `input` (U P, in), `gradient` (U, P, out).
    fn matrix(&mut self, input: &Tensor, gradient: &Tensor, units: i64, wide: Kind) -> SquareNorms {
        let rows = by_unit(input, units);
        let (positions, inputs) = (rows.size()[1], rows.size()[2]);
        let outputs = gradient.size()[2];
        let room = AT_ONCE * breadth(input.device()) as i64;
        if ghost_is_cheaper(positions, inputs, outputs) && positions * positions <= room {
            return self.ghost(input, &rows, gradient, wide);
        }
        let at_once = (room / (inputs * outputs)).clamp(1, units);
        let square = |start: i64| {
            let count = at_once.min(units - start);
            let part = |tensor: &Tensor| tensor.narrow(0, start, count);
            let formed = product::of_batches(&part(gradient).transpose(1, 2), &part(&rows), wide);
            let norms = formed.norm_scalaropt_dim_dtype(2, [1, 2].as_slice(), false, Kind::Double);
            norms.square()
        };
        let parts: Vec<Tensor> = (0..units).step_by(at_once as usize).map(square).collect();
        SquareNorms {
            square: Tensor::cat(&parts, 0),
            terms: product::terms(&rows, gradient),
        }
    }

    fn ghost(
        &mut self,
        input: &Tensor,
        rows: &Tensor,
        gradient: &Tensor,
        wide: Kind,
    ) -> SquareNorms {
        let known = self
            .last
            .take()
            .filter(|(seen, _)| seen.data_ptr() == input.data_ptr() && seen.size() == input.size());
        let (input, of_input) =
            known.unwrap_or_else(|| (input.shallow_clone(), Gram::of(rows, wide)));
        let mut norms = of_input.norms(&Gram::of(gradient, wide));
        if product::goes_in_parts(rows) || product::goes_in_parts(gradient) {
            norms.terms = product::terms(rows, gradient);
        }
        self.last = Some((input, of_input));
        norms
    }
}

/// Whether two products of P x P cost less than one of in x out.
pub(super) fn ghost_is_cheaper(positions: i64, inputs: i64, outputs: i64) -> bool {
    (positions as i128) * i128::from(inputs + outputs) < i128::from(inputs) * i128::from(outputs)
}
