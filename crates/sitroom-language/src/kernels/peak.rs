//! Which share of the machine's peak the products reach. A measurement, so it is only run when asked for:
//! `cargo test --release -p sitroom-language -- --ignored --nocapture peak`

use std::arch::x86_64::{
    _mm256_fmadd_ps, _mm256_set1_ps, _mm256_storeu_ps, _mm512_fmadd_ps, _mm512_set1_ps, _mm512_storeu_ps,
};
use std::time::{Duration, Instant};

use super::*;

/// Independent chains of multiply-adds that touch no memory: what the machine can do at best.
const CHAINS: usize = 12;

#[target_feature(enable = "avx512f")]
fn spin_512(rounds: usize) -> [f32; 16] {
    let x = _mm512_set1_ps(0.999);
    let mut sums = [x; CHAINS];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = _mm512_fmadd_ps(*sum, x, x);
        }
    }
    let mut out = [0.0; 16];
    for sum in std::hint::black_box(sums) {
        // SAFETY: sixteen numbers have room in `out`.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), sum) };
    }
    out
}

#[target_feature(enable = "avx2,fma")]
fn spin_256(rounds: usize) -> [f32; 8] {
    let x = _mm256_set1_ps(0.999);
    let mut sums = [x; CHAINS];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = _mm256_fmadd_ps(*sum, x, x);
        }
    }
    let mut out = [0.0; 8];
    for sum in std::hint::black_box(sums) {
        // SAFETY: eight numbers have room in `out`.
        unsafe { _mm256_storeu_ps(out.as_mut_ptr(), sum) };
    }
    out
}

/// Multiply-adds a nanosecond, in the best of many short runs, since others use the machine too.
fn best(count: usize, mut run: impl FnMut()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    count as f64 / (0..200).map(time).min().unwrap_or(Duration::MAX).as_nanos() as f64
}

#[test]
#[ignore = "a measurement"]
fn peak() {
    let rounds = 200_000;
    let mut peak: f64 = 0.0;
    for path in Path::available() {
        let (lanes, reached) = match path.0 {
            // SAFETY: only a machine with these instructions has this path.
            Instructions::Avx512 => (16, best(rounds * CHAINS * 16, || _ = unsafe { spin_512(rounds) })),
            // SAFETY: as above.
            Instructions::Avx2 => (8, best(rounds * CHAINS * 8, || _ = unsafe { spin_256(rounds) })),
            Instructions::Portable => continue,
        };
        println!("registers of {lanes:2} {reached:5.1} G multiply-adds a second");
        peak = peak.max(reached);
    }
    let (inputs, width, rows) = (288, 96, 16);
    let packed = Packed::<PIECES>::new(
        &vec![0.1; inputs * width * PIECES],
        &vec![0.1; width * PIECES],
        width / LANES,
        |panel, piece| piece * width + panel * LANES,
    );
    let input = vec![0.1; (rows - 1) * width + inputs];
    let mut out = vec![Lanes::ZERO; rows * packed.groups()];
    for path in Path::available() {
        let repeats = if path == Path(Instructions::Portable) { 1 } else { 20 };
        let reached = best(repeats * rows * inputs * width * PIECES, || {
            (0..repeats).for_each(|_| packed.multiply(path, &input, width, rows, &mut out));
        });
        let share = 100.0 * reached / peak;
        println!("{:<15} {reached:5.1} G multiply-adds a second, {share:.0} %", format!("{:?}", path.0));
    }
}
