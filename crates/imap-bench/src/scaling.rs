//! How cost grows with the length of one line and of one literal.

use crate::load::{Kind, Sized};

/// Lines of this many numbers.
pub(crate) const NUMBERS: [usize; 3] = [10_000, 100_000, 1_000_000];

/// Literals of this many MiB.
pub(crate) const MEBIBYTES: [usize; 4] = [1, 16, 64, 256];

/// Growth that is not linear: the exponent of the octets.
pub(crate) const LINEAR: f64 = 1.05;

/// One SEARCH of each length.
pub(crate) fn lines(numbers: &[usize]) -> Vec<Sized> {
    numbers.iter().map(|size| Sized { kind: Kind::Search, size: *size }).collect()
}

/// One literal of each length.
pub(crate) fn literals(mebibytes: &[usize]) -> Vec<Sized> {
    mebibytes.iter().map(|size| Sized { kind: Kind::Lit64m, size: size << 20 }).collect()
}

/// The exponent with which cost grows from one `(octets, cost)` to another: 1 is linear, 2 quadratic.
pub(crate) fn exponent(from: (f64, f64), to: (f64, f64)) -> f64 {
    (to.1 / from.1).ln() / (to.0 / from.0).ln()
}

#[cfg(test)]
mod tests {
    use super::exponent;

    #[test]
    fn tells_linear_from_quadratic() {
        assert!((exponent((10.0, 50.0), (1000.0, 5000.0)) - 1.0).abs() < 1e-9);
        assert!((exponent((10.0, 50.0), (1000.0, 500_000.0)) - 2.0).abs() < 1e-9);
    }
}
