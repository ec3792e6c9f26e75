use super::*;

const MAPS: &str = "\
7f0000000000-7f0000001000 r--p 00000000 fe:00 12 /opt/lib/libc10.so
7f0000001000-7f0000002000 rw-p 00000000 00:00 0
7f0000002000-7f0000003000 r-xp 00001000 fe:00 13 /opt/a b/libtorch_cpu.so
7f0000003000-7f0000004000 r--p 00000000 00:00 0 [vdso]";

#[test]
fn a_library_is_found_where_it_was_loaded_from() {
    let path = |name| loaded(MAPS, name).map(Path::to_path_buf);
    assert_eq!(path(CPU_PART), Some("/opt/a b/libtorch_cpu.so".into()));
    assert_eq!(path("libc10.so"), Some("/opt/lib/libc10.so".into()));
    assert_eq!(path("torch_cpu.so"), None);
}

#[test]
fn this_program_has_loaded_the_cpu_part() {
    // A tensor, so that the linker keeps the library.
    assert_eq!(to_device(Tensor::from(2), Device::Cpu).int64_value(&[]), 2);
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let library = loaded(&maps, CPU_PART).unwrap();
    let cuda = library.with_file_name(CUDA_PART);
    assert_eq!(
        preload().map(|(_, path)| path),
        Some(cuda).filter(|path| path.exists())
    );
}
