//! Small systems of linear equations.

/// The solution of a symmetric positive definite system, by Cholesky; `None`
/// where it is not positive definite.
pub(crate) fn solve<const N: usize>(
    mut matrix: [[f64; N]; N],
    right: [f64; N],
) -> Option<[f64; N]> {
    for j in 0..N {
        for i in j..N {
            let sum: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let left = matrix[i][j] - sum;
            if i > j {
                matrix[i][j] = left / matrix[j][j];
            } else if left > 0.0 {
                matrix[j][j] = left.sqrt();
            } else {
                return None;
            }
        }
    }
    let mut x = right;
    for i in 0..N {
        let sum: f64 = (0..i).map(|k| matrix[i][k] * x[k]).sum();
        x[i] = (x[i] - sum) / matrix[i][i];
    }
    for i in (0..N).rev() {
        let sum: f64 = (i + 1..N).map(|k| matrix[k][i] * x[k]).sum();
        x[i] = (x[i] - sum) / matrix[i][i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solved_by_hand() {
        let found = solve([[4.0, 2.0], [2.0, 3.0]], [2.0, 5.0]).unwrap();
        assert!((found[0] + 0.5).abs() < 1e-12 && (found[1] - 2.0).abs() < 1e-12);
        assert_eq!(solve([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0]), None);
    }
}
