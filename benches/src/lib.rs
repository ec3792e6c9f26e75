//! Side-by-side benchmarks against peers.
#![forbid(unsafe_code)]
