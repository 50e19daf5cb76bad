#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| newsgrep_fuzz::formats(bytes));
