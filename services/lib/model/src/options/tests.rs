use super::*;

#[test]
fn the_kind_of_processor_decides() {
    let machine = |vendor: &str, flags: &str| {
        multiplies_bf16(&format!(
            "processor : 0\nvendor_id\t: {vendor}\nflags\t\t: fpu {flags} sse\n"
        ))
    };
    assert!(machine("GenuineIntel", "avx512_bf16 amx_bf16"));
    assert!(machine("AuthenticAMD", "avx512_bf16"));
    assert!(!machine("GenuineIntel", "avx512_bf16"));
    assert!(!machine("AuthenticAMD", "avx2"));
    assert!(!multiplies_bf16(""));
}

#[test]
fn what_is_asked_for_is_done() {
    let compute = |precision| {
        Options {
            precision,
            ..Options::default()
        }
        .compute()
    };
    assert_eq!(compute(Precision::F32), Kind::Float);
    assert_eq!(compute(Precision::Bf16), Kind::BFloat16);
    let gpu = Options {
        device: Device::Cuda(0),
        precision: Precision::Auto,
    };
    assert_eq!(gpu.compute(), Kind::BFloat16);
}
