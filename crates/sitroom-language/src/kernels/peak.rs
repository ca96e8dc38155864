//! Which share of the machine's peak the products reach. A measurement, so it is only run when asked for:
//! `cargo test --release -p sitroom-language -- --ignored --nocapture peak`

use std::arch::x86_64::{_mm256_fmadd_ps, _mm256_set1_ps, _mm256_storeu_ps};
use std::time::{Duration, Instant};

use super::*;

/// Twelve independent chains of multiply-adds that touch no memory: what the machine can do at best.
#[target_feature(enable = "avx2,fma")]
fn spin(rounds: usize) -> [f32; 8] {
    let x = _mm256_set1_ps(0.999);
    let mut sums = [x; 12];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = _mm256_fmadd_ps(*sum, x, x);
        }
    }
    let mut out = [0.0; 8];
    for sum in sums {
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
    if Path::best() == Path(Instructions::Portable) {
        return;
    }
    // SAFETY: a path that is not the portable one means AVX2 and FMA.
    let peak = best(20_000 * 12 * 8, || _ = std::hint::black_box(unsafe { spin(20_000) }));
    println!("{:<12} {peak:5.1} G multiply-adds a second", "registers");
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
        let reached = best(rows * inputs * width * PIECES, || packed.multiply(path, &input, width, rows, &mut out));
        let share = 100.0 * reached / peak;
        println!("{:<12} {reached:5.1} G multiply-adds a second, {share:.0} %", format!("{:?}", path.0));
    }
}
