use super::*;

const OPTIONS: (Kind, tch::Device) = (Kind::Float, tch::Device::Cpu);

fn random(size: &[i64]) -> Tensor {
    Tensor::randn(size, OPTIONS).to_kind(Kind::BFloat16)
}

/// Says so where this machine cannot multiply bfloat16.
fn usable() -> bool {
    let usable = *USABLE;
    if !usable {
        eprintln!("SKIPPED: this processor does not multiply bfloat16");
    }
    usable
}

fn apart(found: &Tensor, expected: &Tensor) -> f64 {
    assert_eq!(found.size(), expected.size());
    let difference = found.to_kind(Kind::Double) - expected;
    // Small sums of large parts are as far off as the parts are.
    (difference.norm() / expected.norm().clamp_min(1.0)).double_value(&[])
}

#[test]
fn products_keep_float32_sums() {
    if usable() {
        products_are_right(random);
    }
    if *FLOATS {
        products_are_right(|size| Tensor::randn(size, OPTIONS));
        // Every other column: neither dimension lies together.
        products_are_right(|size| {
            Tensor::randn([size[0], size[1], 2 * size[2]], OPTIONS).slice(2, 0, None, 2)
        });
        // Rows that are one row, of numbers that do not cancel.
        products_are_right(|size| Tensor::rand([size[0], 1, size[2]], OPTIONS).expand(size, false));
        let none = Tensor::zeros([2, 3, 0], OPTIONS);
        let found = products(&none, &none.transpose(1, 2));
        assert_eq!(found, Tensor::zeros([2, 3, 3], OPTIONS));
    } else {
        eprintln!("SKIPPED: this processor does not multiply float32 by tiles");
    }
}

fn products_are_right(random: impl Fn(&[i64]) -> Tensor) {
    let shapes = [
        (3, 37, 50, 19),
        (1, 1, 1, 1),
        (2, 64, 576, 64),
        (2, 5, 1100, 130),
        (2, 80, 7, 33),
        (1, 130, 520, 16),
    ];
    for (units, rows, inner, columns) in shapes {
        let left = random(&[units, rows, inner]);
        let right = random(&[units, inner, columns]);
        let expected = left.to_kind(Kind::Double).bmm(&right.to_kind(Kind::Double));
        let otherwise = |batch: &Tensor| batch.transpose(1, 2).contiguous().transpose(1, 2);
        for left in [&left, &otherwise(&left)] {
            for right in [&right, &otherwise(&right)] {
                let found = products(left, right);
                assert_eq!(found.kind(), Kind::Float);
                assert!(apart(&found, &expected) < 1e-6);
            }
        }
    }
}

#[test]
fn sums_of_units_are_weighted_in_float32() {
    if usable() {
        sums_are_right(random);
    }
    if *SUMS {
        sums_are_right(|size| Tensor::randn(size, OPTIONS));
        // Every other column, and mirrored.
        sums_are_right(|size| Tensor::randn([size[0], 2 * size[1]], OPTIONS).slice(1, 0, None, 2));
        sums_are_right(|size| Tensor::randn([size[1], size[0]], OPTIONS).tr());
    } else {
        eprintln!("SKIPPED: this processor does not sum products of float32 by tiles");
    }
}

fn sums_are_right(random: impl Fn(&[i64]) -> Tensor) {
    for (counts, rows, columns) in [
        (vec![30, 0, 81, 7], 50, 19),
        (vec![1], 1, 1),
        (vec![700, 600], 33, 130),
        (vec![64; 8], 128, 64),
    ] {
        let all: i64 = counts.iter().sum();
        let (left, right) = (random(&[all, rows]), random(&[all, columns]));
        let factors = Tensor::rand([counts.len() as i64], OPTIONS) + 0.1;
        let weights = factors.repeat_interleave_self_tensor(&Tensor::from_slice(&counts), 0, all);
        let start = Tensor::randn([rows, columns], OPTIONS);
        for factors in [Some(&factors), None] {
            let sum = start.copy();
            add_products(&sum, &left, &right, &counts, factors);
            let mut weighted = left.to_kind(Kind::Double);
            if factors.is_some() {
                weighted *= weights.unsqueeze(1);
            }
            let expected = weighted.tr().matmul(&right.to_kind(Kind::Double)) + &start;
            assert!(apart(&sum, &expected) < 1e-6);
        }
    }
}

/// The kinds of numbers that attention of ours is for here; says so where one is not.
fn attended() -> Vec<Kind> {
    let floats = Some(Kind::Float).filter(|_| *FLOATS);
    if floats.is_none() {
        eprintln!("SKIPPED: this processor has no attention of float32");
    }
    let narrow = Some(Kind::BFloat16).filter(|_| usable());
    narrow.into_iter().chain(floats).collect()
}

#[test]
fn attention_and_its_gradients() {
    for kind in attended() {
        for (batch, heads, kv_heads, length, width) in [
            (2, 4, 2, 5, 8),
            (1, 2, 1, 130, 80),
            (2, 3, 3, 64, 16),
            (1, 6, 2, 65, 40),
            (1, 2, 2, 200, 256),
            (1, 2, 2, 81, 19),
            (1, 3, 1, 40, 24),
            (2, 2, 2, 112, 1),
            (3, 1, 1, 1, 12),
        ] {
            attention_is_right(kind, [batch, heads, kv_heads, length, width]);
        }
    }
}

fn attention_is_right(kind: Kind, [batch, heads, kv_heads, length, width]: [i64; 5]) {
    let (by_value, by_gradient, least) = match kind {
        Kind::Float => (1e-6, 1e-5, 0.1),
        _ => (4e-3, 1e-2, 1e-2),
    };
    // As the projections leave them: position after position.
    let leaf = |heads: i64| {
        let all = Tensor::randn([batch, length, heads, width], OPTIONS).to_kind(kind);
        let all = all.set_requires_grad(true);
        (all.transpose(1, 2), all)
    };
    let ((query, q), (key, k), (value, v)) = (leaf(heads), leaf(kv_heads), leaf(kv_heads));
    let by = random(&[batch, length, heads, width]).transpose(1, 2);
    let scale = 1.0 / (width as f64).sqrt();
    let found = attend(&query, &key, &value, scale).expect("an operator");
    let wide = |tensor: &Tensor| tensor.to_kind(Kind::Double);
    let expected = Tensor::scaled_dot_product_attention::<&Tensor>(
        &wide(&query),
        &wide(&key),
        &wide(&value),
        None,
        0.0,
        true,
        scale,
        heads != kv_heads,
    );
    assert!(apart(&found, &expected) < by_value);
    let gradients = |out: Tensor| {
        let sum = (wide(&out) * wide(&by)).sum(Kind::Double);
        Tensor::run_backward(&[sum], &[&q, &k, &v], false, false)
    };
    let size = expected.abs().max().double_value(&[]);
    for (found, expected) in gradients(found).iter().zip(gradients(expected)) {
        let off = wide(found) - wide(&expected);
        let most = wide(&expected).norm().double_value(&[]).max(least * size);
        let part = off.norm().double_value(&[]) / most;
        assert!(part < by_gradient, "{part} at {length} x {width}");
    }
}

#[test]
fn what_comes_later_is_not_seen() {
    for kind in attended() {
        let [query, key, value] =
            [(); 3].map(|()| Tensor::randn([1, 2, 100, 32], OPTIONS).to_kind(kind));
        let whole = attend(&query, &key, &value, 0.2).expect("an operator");
        let start = |tensor: &Tensor| tensor.narrow(2, 0, 71).contiguous();
        let part = attend(&start(&query), &start(&key), &start(&value), 0.2).expect("an operator");
        assert!(apart(&part, &start(&whole).to_kind(Kind::Double)) < 1e-6);
        // A key that is no number is seen by all who see it.
        let _ = key.narrow(2, 80, 1).fill_(f64::NAN);
        let seen = attend(&query, &key, &value, 0.2).expect("an operator");
        let lost = |from: i64, count: i64| seen.narrow(2, from, count).isnan();
        assert!(!bool::try_from(lost(0, 64).any()).unwrap());
        assert!(bool::try_from(lost(80, 20).all()).unwrap());
    }
}
