//! Opening quantised numbers, as ggml defines them: blocks of 32 with a scale each.

use half::f16;

use super::gguf::{Storage, Tensor};

/// The tensor's numbers in row-major order.
pub(super) fn open(tensor: &Tensor<'_>) -> Vec<f32> {
    match tensor.storage {
        Storage::F32 => tensor
            .bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect(),
        Storage::Q4_1 => tensor.bytes.chunks_exact(20).flat_map(q4_1).collect(),
        Storage::Q8_0 => tensor.bytes.chunks_exact(34).flat_map(q8_0).collect(),
    }
}

/// Scale, minimum, then 16 bytes: number `j` is in the low half of byte `j`, number `16 + j` in the high.
fn q4_1(block: &[u8]) -> [f32; 32] {
    let (scale, least) = (half_at(block, 0), half_at(block, 2));
    let mut numbers = [0.0; 32];
    for (j, byte) in block[4..20].iter().enumerate() {
        numbers[j] = scale * f32::from(byte & 0x0f) + least;
        numbers[16 + j] = scale * f32::from(byte >> 4) + least;
    }
    numbers
}

/// Scale, then 32 signed bytes.
fn q8_0(block: &[u8]) -> [f32; 32] {
    let scale = half_at(block, 0);
    let mut numbers = [0.0; 32];
    for (number, byte) in numbers.iter_mut().zip(&block[2..34]) {
        *number = scale * f32::from(byte.cast_signed());
    }
    numbers
}

fn half_at(block: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([block[at], block[at + 1]]).to_f32()
}

#[cfg(test)]
mod tests;
