use super::*;

fn numbers(storage: Storage, bytes: &[u8]) -> Vec<f32> {
    open(&Tensor {
        name: "t",
        shape: &[32],
        storage,
        bytes,
    })
}

#[test]
fn four_bits_with_a_scale_and_a_minimum() {
    let mut block = Vec::new();
    block.extend(f16::from_f32(0.5).to_le_bytes());
    block.extend(f16::from_f32(-1.0).to_le_bytes());
    block.extend((0..16).map(|j| j | (15 - j) << 4));
    let open = numbers(Storage::Q4_1, &block);
    for j in 0..16 {
        assert_eq!(open[j], 0.5 * j as f32 - 1.0);
        assert_eq!(open[16 + j], 0.5 * (15 - j) as f32 - 1.0);
    }
}

#[test]
fn eight_bits_with_a_scale() {
    let mut block = f16::from_f32(0.25).to_le_bytes().to_vec();
    block.extend((0..32_i8).map(|j| (j - 16).cast_unsigned()));
    let open = numbers(Storage::Q8_0, &block);
    for (j, number) in open.iter().enumerate() {
        assert_eq!(*number, 0.25 * (j as f32 - 16.0));
    }
}

#[test]
fn plain_numbers_stay() {
    let bytes: Vec<u8> = (0..32).flat_map(|n| (n as f32).to_le_bytes()).collect();
    assert_eq!(
        numbers(Storage::F32, &bytes),
        (0..32).map(|n| n as f32).collect::<Vec<_>>()
    );
}
