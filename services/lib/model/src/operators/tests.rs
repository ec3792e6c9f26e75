use super::*;

/// Both ways give the same, and the same gradients, whichever of the inputs learn.
fn alike(
    inputs: &[Tensor],
    ours: impl Fn(&[Tensor]) -> Option<Tensor>,
    theirs: impl Fn(&[Tensor]) -> Tensor,
) {
    for learns in 0..1u32 << inputs.len() {
        let leaf = |(place, input): (usize, &Tensor)| {
            input.copy().set_requires_grad(learns >> place & 1 == 1)
        };
        let inputs: Vec<Tensor> = inputs.iter().enumerate().map(leaf).collect();
        let (found, expected) = (ours(&inputs), theirs(&inputs));
        let Some(found) = found else {
            panic!("this libtorch has no such operator");
        };
        close(&found, &expected);
        let leaves: Vec<&Tensor> = inputs.iter().filter(|one| one.requires_grad()).collect();
        assert_eq!(found.requires_grad(), !leaves.is_empty());
        if leaves.is_empty() {
            continue;
        }
        let by = expected.detach().sin() + 0.5;
        let gradients = |out: &Tensor| {
            let sum = (out * &by).sum(out.kind());
            Tensor::run_backward(&[sum], &leaves, false, false)
        };
        for (found, expected) in gradients(&found).iter().zip(gradients(&expected)) {
            close(found, &expected);
        }
    }
}

fn close(found: &Tensor, expected: &Tensor) {
    assert_eq!(found.size(), expected.size());
    assert_eq!(found.kind(), expected.kind());
    let bound = match found.kind() {
        Kind::Double => 1e-12,
        _ => 1e-5,
    };
    let most = expected.abs().max().double_value(&[]).max(1.0);
    let apart = (found - expected).abs().max().double_value(&[]);
    assert!(apart < bound * most, "{apart} of {most}");
}

#[test]
fn products() {
    let options = (Kind::Float, Device::Cpu);
    for (rows, inner, outer) in [(1, 8, 3), (37, 64, 200), (5, 1, 1)] {
        let x = Tensor::randn([rows, inner], options);
        let weight = Tensor::randn([outer, inner], options);
        let bias = Tensor::randn([outer], options);
        let call =
            |inputs: &[Tensor], bias| call("linear", &[given(&inputs[0]), given(&inputs[1]), bias]);
        alike(
            &[x.copy(), weight.copy()],
            |inputs| call(inputs, IValue::None),
            |inputs| inputs[0].linear::<&Tensor>(&inputs[1], None),
        );
        alike(
            &[x, weight, bias],
            |inputs| call(inputs, given(&inputs[2])),
            |inputs| inputs[0].linear(&inputs[1], Some(&inputs[2])),
        );
    }
    let wide = Tensor::randn([4, 8], (Kind::Double, Device::Cpu));
    assert_eq!(linear(&wide, &wide, None).kind(), Kind::Double);
    let none = Tensor::zeros([0, 8], options);
    let found = linear(&none, &Tensor::zeros([3, 8], options), None);
    assert_eq!(found.size(), [0, 3]);
}

#[test]
fn norms_gates_and_rotations() {
    for kind in [Kind::Float, Kind::Double] {
        for shape in [vec![1, 1], vec![7, 97], vec![2, 3, 5, 8]] {
            let random = || Tensor::randn(&shape, (kind, Device::Cpu));
            let width = shape[shape.len() - 1];
            let scale = Tensor::randn([width], (kind, Device::Cpu));
            alike(
                &[random() * 3.0, scale],
                |inputs| rms_norm(&inputs[0], &inputs[1], 1e-5),
                |inputs| {
                    let x = &inputs[0];
                    let mean_square = x.square().mean_dim(-1, true, None);
                    x * (mean_square + 1e-5).rsqrt() * &inputs[1]
                },
            );
            let size = [shape[shape.len() - 2], width / 2];
            let angles = Tensor::randn(size, (kind, Device::Cpu));
            let (cosines, sines) = (angles.cos(), angles.sin());
            alike(
                &[random()],
                |inputs| rotate(&inputs[0], &cosines, &sines),
                |inputs| {
                    let pair = |place: i64| inputs[0].narrow(-1, place * (width / 2), width / 2);
                    let rest = inputs[0].narrow(-1, width / 2 * 2, width % 2);
                    let first = pair(0) * &cosines - pair(1) * &sines;
                    let second = pair(1) * &cosines + pair(0) * &sines;
                    Tensor::cat(&[first, second, rest], -1)
                },
            );
            alike(
                &[random(), random()],
                |inputs| call("gated", &[given(&inputs[0]), given(&inputs[1])]),
                |inputs| inputs[0].silu() * &inputs[1],
            );
        }
    }
}

/// float32 of these bits.
fn of_bits(bits: &[u32]) -> Tensor {
    let values: Vec<f32> = bits.iter().map(|bits| f32::from_bits(*bits)).collect();
    Tensor::from_slice(&values)
}

#[test]
fn rounding_is_to_a_neighbour_the_same_each_time_and_right_on_average() {
    // More than one period of thresholds, and no multiple of anything.
    let size = [3, 370_007];
    let on_grid = Tensor::randn(size, (Kind::Float, Device::Cpu))
        .to_kind(Kind::BFloat16)
        .to_kind(Kind::Float);
    assert!(rounded(&on_grid).to_kind(Kind::Float).equal(&on_grid));

    for share in [0.02, 0.3, 0.5, 0.9] {
        for sign in [-1.0, 1.0] {
            let one = on_grid.full_like(sign);
            let distance = 2f64.powi(-7);
            let value = &one * (1.0 + share * distance);
            let found = rounded(&value).to_kind(Kind::Float);
            let up = ((&found - &one) * sign / distance).to_kind(Kind::Double);
            assert!(up.eq(0.0).logical_or(&up.eq(1.0)).all().int64_value(&[]) == 1);
            // Six standard deviations of a million coins.
            let mean = up.mean(Kind::Double).double_value(&[]);
            assert!((mean - share).abs() < 0.003, "{mean} of {share}");
            assert!(rounded(&value).to_kind(Kind::Float).equal(&found));
        }
    }
}

#[test]
fn rounding_on_a_device_is_that_of_a_cpu() {
    let by_parts = |value: &Tensor| {
        let found = call("rounded", &[given(value), IValue::Bool(true)]);
        found.unwrap()
    };
    let same = |value: &Tensor| {
        let (found, expected) = (by_parts(value), rounded(value));
        assert_eq!(found.size(), expected.size());
        // As bits: what is no number equals nothing.
        let bits = |of: &Tensor| of.view_dtype(Kind::Int16);
        assert!(bits(&found).equal(&bits(&expected)));
    };
    for size in [
        vec![0, 4],
        vec![1],
        vec![7, 97],
        vec![3, 700_001],
        vec![2, 1 << 20],
    ] {
        same(&Tensor::randn(&size, (Kind::Float, Device::Cpu)));
    }
    same(&Tensor::randn([30, 50], (Kind::Float, Device::Cpu)).tr());
    let edges = [
        0,
        0x8000_0000,
        1,
        0x7f80_0000,
        0xff80_0000,
        0x7f7f_ffff,
        0x7fff_ffff,
        0xffff_ffff,
        0x7fc0_0000,
        0xffc0_0000,
        0x7f80_0001,
    ];
    let found = rounded(&of_bits(&edges)).to_kind(Kind::Float);
    let expected = of_bits(&edges);
    assert!(found.isnan().equal(&expected.isnan()));
    assert_eq!(found.double_value(&[3]), f64::INFINITY);
    assert_eq!(found.double_value(&[4]), f64::NEG_INFINITY);
    same(&of_bits(&edges));
}

#[test]
fn a_gradient_goes_through_rounding() {
    let value = Tensor::randn([5, 7], (Kind::Float, Device::Cpu)).set_requires_grad(true);
    let by = Tensor::randn([5, 7], (Kind::Float, Device::Cpu)).to_kind(Kind::BFloat16);
    let sum = (rounded(&value) * &by).sum(Kind::Float);
    let found = Tensor::run_backward(&[sum], &[&value], false, false);
    assert_eq!(found[0].kind(), Kind::Float);
    assert!(found[0].equal(&by.to_kind(Kind::Float)));
}
