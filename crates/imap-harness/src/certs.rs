//! A throw-away CA and the certificates that the tests need.
//!
//! Validity is fixed by date, so no result depends on the day the tests run.

use std::fs;
use std::io;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// One certificate to issue.
struct Leaf {
    file: &'static str,
    common_name: &'static str,
    names: &'static [&'static str],
    last_year: i32,
    usage: ExtendedKeyUsagePurpose,
}

const LEAVES: [Leaf; 4] = [
    Leaf {
        file: "server",
        common_name: "localhost",
        names: &["localhost", "imap.example.test", "127.0.0.1", "127.0.0.2"],
        last_year: 2095,
        usage: ExtendedKeyUsagePurpose::ServerAuth,
    },
    Leaf {
        file: "expired",
        common_name: "localhost",
        names: &["localhost", "127.0.0.3"],
        last_year: 2021,
        usage: ExtendedKeyUsagePurpose::ServerAuth,
    },
    Leaf {
        file: "wronghost",
        common_name: "other.example.test",
        names: &["other.example.test"],
        last_year: 2095,
        usage: ExtendedKeyUsagePurpose::ServerAuth,
    },
    Leaf {
        file: "client",
        common_name: "alice",
        names: &[],
        last_year: 2095,
        usage: ExtendedKeyUsagePurpose::ClientAuth,
    },
];

/// Writes `ca.pem` and a `.pem` and `.key` for each leaf; returns the CA certificate as DER.
pub(crate) fn write(dir: &Path) -> io::Result<Vec<u8>> {
    fs::create_dir_all(dir)?;
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let params = ca_params();
    let ca = params.self_signed(&key).map_err(io::Error::other)?;
    fs::write(dir.join("ca.pem"), ca.pem())?;
    let issuer = Issuer::new(params, key);
    for leaf in &LEAVES {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = leaf_params(leaf)?.signed_by(&key, &issuer).map_err(io::Error::other)?;
        fs::write(dir.join(leaf.file).with_extension("pem"), certificate.pem())?;
        fs::write(dir.join(leaf.file).with_extension("key"), key.serialize_pem())?;
    }
    Ok(ca.der().to_vec())
}

fn ca_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "IMAP test CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2096, 1, 1);
    params
}

fn leaf_params(leaf: &Leaf) -> io::Result<CertificateParams> {
    let names: Vec<String> = leaf.names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, leaf.common_name);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![leaf.usage.clone()];
    params.use_authority_key_identifier_extension = true;
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(leaf.last_year, 1, 1);
    Ok(params)
}
