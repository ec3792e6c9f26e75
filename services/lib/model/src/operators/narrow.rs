//! Products of bfloat16 on a CPU whose sums stay in float32, and attention, of float32 too, that is made of their tiles
//! (`operators/narrow.hpp`). libtorch rounds such sums to bfloat16.

use std::sync::LazyLock;

use tch::{IValue, Kind, Tensor};

use super::{OPERATORS, call, given, made, on_cpu};

/// Whether this processor multiplies bfloat16, and what comes out is right.
static USABLE: LazyLock<bool> = LazyLock::new(|| {
    let operators = OPERATORS.as_ref();
    let told = operators.map(|program| program.method_is::<IValue>("narrow", &[]));
    matches!(told, Some(Ok(IValue::Bool(true)))) && tried().unwrap_or(false)
});

/// Made of tiles whose layout is the processor's: looked at once before anything rests on it.
fn tried() -> Option<bool> {
    let _guard = tch::no_grad_guard();
    let numbers = |rows: i64, columns: i64| {
        let line = Tensor::arange(rows * columns, (Kind::Float, tch::Device::Cpu)) * 0.37;
        line.sin().view([1, rows, columns]).to_kind(Kind::BFloat16)
    };
    let alike = |found: &Tensor, expected: &Tensor, bound: f64| {
        (found - expected).abs().max().double_value(&[]) < bound
    };
    let wide = |narrow: &Tensor| narrow.to_kind(Kind::Float);
    let (left, right) = (numbers(70, 1100), numbers(1100, 90));
    let found = call("products", &[given(&left), given(&right)])?;
    let product = alike(&found, &wide(&left).bmm(&wide(&right)), 1e-3);

    let (left, right) = (numbers(737, 70).get(0), numbers(737, 90).get(0));
    let sum = Tensor::zeros([70, 90], (Kind::Float, tch::Device::Cpu));
    let counts = IValue::IntList(vec![7, 30, 100, 600]);
    let inputs = [
        given(&sum),
        given(&left),
        given(&right),
        counts,
        IValue::None,
    ];
    let _ = call("add_products", &inputs)?;
    let sums = alike(&sum, &wide(&left).tr().matmul(&wide(&right)), 1e-3);

    let query = numbers(2 * 70, 40).view([1, 2, 70, 40]);
    let inputs = [
        given(&query),
        given(&query),
        given(&query),
        IValue::Double(0.2),
    ];
    let found = call("attend", &inputs)?.to_kind(Kind::Float);
    let query = wide(&query);
    let expected = Tensor::scaled_dot_product_attention::<&Tensor>(
        &query, &query, &query, None, 0.0, true, 0.2, false,
    );
    Some(product && sums && alike(&found, &expected, 2e-2))
}

/// Whether attention and products of float32 are made of the tiles that [`SUMS`] tells of, and what comes out is right.
static FLOATS: LazyLock<bool> = LazyLock::new(|| *SUMS && floats_tried().unwrap_or(false));

fn floats_tried() -> Option<bool> {
    let _guard = tch::no_grad_guard();
    let line = Tensor::arange(2 * 70 * 40, (Kind::Float, tch::Device::Cpu)) * 0.37;
    let query = line.sin().view([1, 2, 70, 40]);
    let one = given(&query);
    let found = call(
        "attend",
        &[given(&query), given(&query), one, IValue::Double(0.2)],
    )?;
    let expected = Tensor::scaled_dot_product_attention::<&Tensor>(
        &query, &query, &query, None, 0.0, true, 0.2, false,
    );
    let alike =
        |found: Tensor, expected: Tensor| (found - expected).abs().max().double_value(&[]) < 1e-4;
    let (left, right) = (query.view([2, 70, 40]), query.view([2, 40, 70]));
    let product = call("products", &[given(&left), given(&right)])?;
    Some(alike(found, expected) && alike(product, left.bmm(&right)))
}

/// Whether this processor sums products of float32 by the same tiles.
static SUMS: LazyLock<bool> = LazyLock::new(|| {
    let told = OPERATORS
        .as_ref()
        .map(|program| program.method_is::<IValue>("sums", &[]));
    matches!(told, Some(Ok(IValue::Bool(true))))
});

/// Whether [`add_products`] takes these two.
pub fn adds_products(left: &Tensor, right: &Tensor) -> bool {
    let float = |tensor: &Tensor| tensor.kind() == Kind::Float && on_cpu(tensor) && *SUMS;
    (multiplies_narrow(left) && multiplies_narrow(right)) || (float(left) && float(right))
}

/// Whether this is bfloat16 on a CPU that multiplies it.
pub fn multiplies_narrow(tensor: &Tensor) -> bool {
    tensor.kind() == Kind::BFloat16 && on_cpu(tensor) && *USABLE
}

/// Whether [`products`] takes these two: both bfloat16 or both float32, on a CPU that multiplies them by tiles.
pub fn multiplies(left: &Tensor, right: &Tensor) -> bool {
    let float = |tensor: &Tensor| tensor.kind() == Kind::Float && on_cpu(tensor) && *FLOATS;
    (multiplies_narrow(left) && multiplies_narrow(right)) || (float(left) && float(right))
}

/// left (U, M, K) right (U, K, N), as [`multiplies`] says: (U, M, N) float32.
///
/// # Panics
/// As every operation on tensors, where the shapes do not fit.
pub fn products(left: &Tensor, right: &Tensor) -> Tensor {
    made("products", &[given(left), given(right)])
}

/// sum (M, N) float32 += the sum over units of factor left^T right: left (R, M) and right (R, N) as
/// [`adds_products`] says, of whose rows the units have so many each, one unit after the other. Each unit's product of
/// bfloat16 is summed in float32 and then weighted; float32 is weighted row by row.
///
/// # Panics
/// As every operation on tensors, where the shapes do not fit.
pub fn add_products(
    sum: &Tensor,
    left: &Tensor,
    right: &Tensor,
    counts: &[i64],
    factors: Option<&Tensor>,
) {
    let inputs = [
        given(sum),
        given(left),
        given(right),
        IValue::IntList(counts.to_vec()),
        factors.map_or(IValue::None, given),
    ];
    let _ = made("add_products", &inputs);
}

/// Whether there is attention of ours for them: bfloat16 or float32 on a CPU that can, each position with its own key.
fn attends(query: &Tensor, key: &Tensor, value: &Tensor) -> bool {
    let float = query.kind() == Kind::Float && on_cpu(query) && *FLOATS;
    let (asked, known) = (query.size(), key.size());
    (float || multiplies_narrow(query))
        && asked.iter().chain(&known).all(|&size| size > 0)
        && (asked[0], asked[2], asked[3]) == (known[0], known[2], known[3])
        && asked[1] % known[1] == 0
        && known == value.size()
}

/// softmax(scale query key^T) value, where each position sees itself and what is before it: query (B, H, T, D), key
/// and value (B, KVH, T, D). `None` where there is no operator for it.
pub(crate) fn attend(query: &Tensor, key: &Tensor, value: &Tensor, scale: f64) -> Option<Tensor> {
    let inputs = [
        given(query),
        given(key),
        given(value),
        IValue::Double(scale),
    ];
    attends(query, key, value).then(|| made("attend", &inputs))
}

#[cfg(test)]
mod tests;
