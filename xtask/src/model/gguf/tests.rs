use super::*;

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
}

/// One setting of each kind we use, and one 2 x 3 tensor of F32.
pub(crate) fn small() -> Vec<u8> {
    let mut b = b"GGUF".to_vec();
    b.extend(3_u32.to_le_bytes());
    b.extend(1_u64.to_le_bytes());
    b.extend(4_u64.to_le_bytes());
    text(&mut b, "n");
    b.extend(4_u32.to_le_bytes());
    b.extend(7_u32.to_le_bytes());
    text(&mut b, "x");
    b.extend(6_u32.to_le_bytes());
    b.extend(0.5_f32.to_le_bytes());
    text(&mut b, "yes");
    b.extend(7_u32.to_le_bytes());
    b.push(1);
    text(&mut b, "words");
    b.extend(9_u32.to_le_bytes());
    b.extend(8_u32.to_le_bytes());
    b.extend(2_u64.to_le_bytes());
    text(&mut b, "a");
    text(&mut b, "b");
    text(&mut b, "t");
    b.extend(2_u32.to_le_bytes());
    b.extend(3_u64.to_le_bytes());
    b.extend(2_u64.to_le_bytes());
    b.extend(0_u32.to_le_bytes());
    b.extend(0_u64.to_le_bytes());
    b.resize(b.len().next_multiple_of(32), 0);
    for n in 0..6 {
        b.extend((n as f32).to_le_bytes());
    }
    b
}

#[test]
fn settings_and_tensors_are_read() {
    let file = Gguf::parse(small()).unwrap();
    assert_eq!(file.integer("n").unwrap(), 7);
    assert!((file.float("x").unwrap() - 0.5).abs() < f32::EPSILON);
    assert!(file.boolean("yes").unwrap());
    assert_eq!(file.texts("words").unwrap(), ["a", "b"]);
    let tensor = file.tensors().next().unwrap();
    assert_eq!((tensor.name, tensor.shape), ("t", &[2_usize, 3][..]));
    assert_eq!(tensor.bytes.len(), 24);
}

#[test]
fn a_setting_of_another_kind_is_an_error() {
    let file = Gguf::parse(small()).unwrap();
    assert!(file.integer("x").is_err());
    assert!(file.integers("words").is_err());
    assert!(file.text("absent").is_err());
}

#[test]
fn a_file_cut_anywhere_is_an_error() {
    let whole = small();
    for length in 0..whole.len() {
        assert!(
            Gguf::parse(whole[..length].to_vec()).is_err(),
            "cut at {length}"
        );
    }
}
