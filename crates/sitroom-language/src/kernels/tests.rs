//! Every path gives the bits of the portable one.

use super::*;

/// Numbers that round in every operation.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state as f32 / u32::MAX as f32 - 0.5) * 3.0
    };
    (0..count).map(|_| next()).collect()
}

fn lanes(count: usize, seed: u32) -> Vec<Lanes> {
    numbers(count * LANES, seed).as_chunks().0.iter().map(|&chunk| Lanes(chunk)).collect()
}

fn bits(lanes: &[Lanes]) -> Vec<u32> {
    flat(lanes).iter().map(|x| x.to_bits()).collect()
}

/// What `compute` gives is the same on every path.
fn same(compute: impl Fn(Path) -> Vec<Lanes>) {
    let portable = compute(Path(Instructions::Portable));
    assert!(flat(&portable).iter().any(|&x| x != 0.0));
    for path in Path::available() {
        assert_eq!(bits(&compute(path)), bits(&portable), "{path:?}");
    }
}

fn products<const V: usize>(inputs: usize, columns: usize) {
    let (weights, bias) = (numbers(inputs * columns, 1), numbers(columns, 2));
    let panels = columns.div_ceil(V * LANES);
    let packed = Packed::<V>::new(&weights, &bias, panels, |panel, v| (panel * V + v) * LANES);
    for rows in [0, 1, 2, 3, 7, 8, 21] {
        let stride = inputs.div_ceil(3);
        let input = numbers(rows * stride + inputs, 3);
        let multiply = |path| {
            let mut out = lanes(rows * packed.groups(), 4);
            packed.multiply(path, &input, stride, rows, &mut out);
            out.push(Lanes([1.0; LANES]));
            out
        };
        same(multiply);
        // The portable path does what a matrix product does, in double precision.
        let out = multiply(Path(Instructions::Portable));
        for row in 0..rows {
            for column in 0..columns {
                let product =
                    (0..inputs).map(|i| f64::from(input[row * stride + i]) * f64::from(weights[i * columns + column]));
                let exact = product.sum::<f64>() + f64::from(bias[column]);
                let found = flat(&out)[row * packed.groups() * LANES + column];
                assert!((f64::from(found) - exact).abs() < 1e-3, "{found} {exact}");
            }
        }
    }
}

#[test]
fn products_are_the_same() {
    products::<3>(288, 288);
    products::<4>(96, 50);
    products::<4>(64, 384);
    products::<7>(64, 106);
    products::<1>(5, 3);
}

#[test]
fn maxout_and_norm_are_the_same() {
    let norm = Norm::new(&numbers(96, 5), &numbers(96, 6));
    let row = |seed| lanes(norm.groups() * PIECES, seed);
    same(|path| {
        let mut out = lanes(norm.groups(), 7);
        norm.add_largest(path, &row(8), &row(11)[..norm.groups()], &mut out);
        out
    });
    same(|path| {
        let mut out = lanes(norm.groups(), 7);
        norm.add_largest_of_sum(path, [&row(8), &row(9), &row(10)], &row(11)[..norm.groups()], &mut out);
        out
    });
    let mut out = lanes(norm.groups(), 7);
    Norm::new(&[1.0; 96], &[0.0; 96]).add_largest(Path::best(), &row(8), &[Lanes::ZERO; 6], &mut out);
    let mean = flat(&out).iter().sum::<f32>() / 96.0;
    let variance = flat(&out).iter().map(|x| x * x).sum::<f32>() / 96.0;
    assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4, "{mean} {variance}");
}

#[test]
fn sums_are_the_same() {
    let rows: Vec<_> = (0..9).map(|seed| lanes(8, seed)).collect();
    let rows: Vec<&[Lanes]> = rows.iter().map(Vec::as_slice).collect();
    same(|path| {
        let mut out = lanes(4, 1);
        larger_half_of_sum(path, &rows, &mut out);
        out
    });
    // Every half there is but those that are no numbers.
    let halves: Vec<u16> = (0..=u16::MAX).filter(|half| half & 0x7c00 != 0x7c00).collect();
    let mut mixed = halves.clone();
    mixed.reverse();
    same(|path| {
        let mut out = vec![Lanes::ZERO; halves.len() / LANES];
        sum_halves(path, [&halves, &mixed, &halves], &mut out);
        out
    });
}
