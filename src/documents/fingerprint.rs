//! A short name for content: equal for equal bytes, and different for others but by rare chance.
//!
//! FNV-1a over sixteen bytes at a time. It identifies files and pictures, and keeps no secret.

/// Sixteen bytes that change with any byte of what is given.
pub(super) fn fingerprint(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let word = |chunk: &[u8]| {
        let mut word = [0; 16];
        word[..chunk.len()].copy_from_slice(chunk);
        u128::from_be_bytes(word)
    };
    let mix = |hash: u128, chunk: &[u8]| {
        let mixed = (hash ^ word(chunk)).wrapping_mul(PRIME);
        // The upper half must reach the lower too.
        mixed ^ (mixed >> 64)
    };
    bytes.chunks(16).fold(BASIS, mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_byte_changes_it() {
        let bytes = [7_u8; 40];
        let whole = fingerprint(&bytes);
        for at in 0..bytes.len() {
            let mut other = bytes;
            other[at] ^= 1;
            assert_ne!(fingerprint(&other), whole, "byte {at}");
        }
        assert_eq!(fingerprint(&bytes), whole);
    }
}
