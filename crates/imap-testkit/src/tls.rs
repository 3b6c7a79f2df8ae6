//! A throw-away certificate authority, made in memory, with certificates good and bad.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

/// What a server's certificate is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertKind {
    /// For `localhost`, 127.0.0.1 and ::1.
    Good,
    /// For `wrong.example` only.
    WrongName,
    /// For the right names, until the year 2001.
    Expired,
    /// For the right names, by an authority nobody knows.
    Untrusted,
}

/// Making keys or certificates failed.
#[derive(Debug)]
pub struct TlsError(Box<dyn Error + Send + Sync>);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot make a certificate: {}", self.0)
    }
}

impl Error for TlsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

fn failed(error: impl Error + Send + Sync + 'static) -> TlsError {
    TlsError(Box::new(error))
}

/// A throw-away certificate authority (EC P-256).
///
/// ```
/// use imap_testkit::Server;
/// use imap_testkit::tls::{CertKind, TestCa};
///
/// let ca = TestCa::new()?;
/// let server = Server::demo_builder().tls(ca.server_config(CertKind::Good)?).build();
/// let listening = server.listen_tls()?;
/// assert!(ca.pem().starts_with("-----BEGIN CERTIFICATE-----"));
/// # drop(listening);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TestCa {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl fmt::Debug for TestCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestCa").finish_non_exhaustive()
    }
}

/// A certificate and its key.
type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

impl TestCa {
    /// Makes an authority.
    ///
    /// # Errors
    /// When there is no randomness for a key.
    pub fn new() -> Result<Self, TlsError> {
        Self::named("imap-testkit throw-away CA")
    }

    fn named(name: &str) -> Result<Self, TlsError> {
        let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(2100, 1, 1);
        let issuer = CertifiedIssuer::self_signed(params, new_key()?).map_err(failed)?;
        Ok(Self { issuer })
    }

    /// The authority's certificate.
    #[must_use]
    pub fn der(&self) -> CertificateDer<'static> {
        self.issuer.der().clone()
    }

    /// The authority's certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    fn issue(
        &self,
        names: &[&str],
        expired: bool,
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<Identity, TlsError> {
        let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
        let mut params = CertificateParams::new(names).map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, "imap-testkit");
        params.extended_key_usages = vec![usage];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = if expired { date_time_ymd(2001, 1, 1) } else { date_time_ymd(2100, 1, 1) };
        let key = new_key()?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(failed)?;
        Ok((certificate.der().clone(), PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()))))
    }

    /// A server's certificate and key.
    ///
    /// # Errors
    /// When there is no randomness for a key.
    pub fn server_identity(
        &self,
        kind: CertKind,
    ) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), TlsError> {
        let here = ["localhost", "127.0.0.1", "::1"];
        let usage = ExtendedKeyUsagePurpose::ServerAuth;
        match kind {
            CertKind::Good => self.issue(&here, false, usage),
            CertKind::WrongName => self.issue(&["wrong.example"], false, usage),
            CertKind::Expired => self.issue(&here, true, usage),
            CertKind::Untrusted => Self::named("imap-testkit unknown CA")?.issue(&here, false, usage),
        }
    }

    /// A client's certificate and key, for [`TestCa::server_config_with_client_auth`].
    ///
    /// # Errors
    /// When there is no randomness for a key.
    pub fn client_identity(&self) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), TlsError> {
        self.issue(&["client.example"], false, ExtendedKeyUsagePurpose::ClientAuth)
    }

    /// A server's configuration, for [`Builder::tls`](crate::Builder::tls): TLS 1.2 and 1.3, ALPN `imap`.
    ///
    /// # Errors
    /// When there is no randomness for a key.
    pub fn server_config(&self, kind: CertKind) -> Result<Arc<ServerConfig>, TlsError> {
        self.config(kind, false)
    }

    /// The same, for clients that show a certificate of this authority.
    ///
    /// # Errors
    /// When there is no randomness for a key.
    pub fn server_config_with_client_auth(&self, kind: CertKind) -> Result<Arc<ServerConfig>, TlsError> {
        self.config(kind, true)
    }

    fn config(&self, kind: CertKind, client_auth: bool) -> Result<Arc<ServerConfig>, TlsError> {
        let (certificate, key) = self.server_identity(kind)?;
        // Named, because a build with two providers has no default.
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().map_err(failed)?;
        let builder = if client_auth {
            let mut roots = RootCertStore::empty();
            roots.add(self.der()).map_err(failed)?;
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(failed)?)
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_single_cert(vec![certificate], key).map_err(failed)?;
        config.alpn_protocols = vec![b"imap".to_vec()];
        Ok(Arc::new(config))
    }
}

fn new_key() -> Result<KeyPair, TlsError> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)
}
