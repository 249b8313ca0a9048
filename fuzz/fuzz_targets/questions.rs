#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| driftwall_fuzz::questions(data));
