//! The in-memory server as a program, for demonstrations and for tests that start a child process.

use std::io::{self, Write};
use std::process::ExitCode;

use imap_testkit::Server;

const HELP: &str = "\
imap-testkit: an IMAP server that keeps its mail in memory. For tests and demonstrations only.

Usage: imap-testkit [--tcp [PORT]] [--stdio [--preauth]] [--demo] [TLS options]

  --tcp [PORT]     serve 127.0.0.1 (default), a free port if none is given; prints `listening on ADDRESS`
  --stdio          serve one client on standard input and output
  --preauth        start authenticated (with --stdio)
  --demo           have some mail in it; user demo, password demo (the same user without mail otherwise)
  --help           this text

With the feature `tls`:
  --tls            TLS from the first octet
  --starttls       offer STARTTLS, and refuse to log in without it
  --ca-out FILE    write the certificate of the throw-away CA there, as PEM
";

#[derive(Default)]
struct Options {
    port: u16,
    stdio: bool,
    preauth: bool,
    demo: bool,
    tls: bool,
    starttls: bool,
    ca_out: Option<String>,
    help: bool,
}

fn options(args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options::default();
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--tcp" => {
                if let Some(port) = args.next_if(|next| !next.starts_with('-')) {
                    options.port = port.parse().map_err(|_| format!("`{port}` is no port"))?;
                }
            }
            "--stdio" => options.stdio = true,
            "--preauth" => options.preauth = true,
            "--demo" => options.demo = true,
            "--tls" => options.tls = true,
            "--starttls" => options.starttls = true,
            "--ca-out" => options.ca_out = Some(args.next().ok_or("--ca-out needs a file")?),
            "--help" | "-h" => options.help = true,
            _ => return Err(format!("unknown option `{arg}`; see --help")),
        }
    }
    if options.stdio && (options.tls || options.starttls) {
        return Err("TLS goes with --tcp only".to_owned());
    }
    if options.preauth && !options.stdio {
        return Err("--preauth goes with --stdio only".to_owned());
    }
    Ok(options)
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    if options.help {
        io::stdout().write_all(HELP.as_bytes())?;
        return Ok(());
    }
    let builder = if options.demo { Server::demo_builder() } else { Server::builder().user("demo", "demo") };
    if options.stdio {
        return Ok(builder.build().serve_stdio(options.preauth)?);
    }
    let listening = if options.tls || options.starttls {
        listen_secure(builder, options)?
    } else {
        builder.build().listen_tcp_on(options.port)?
    };
    let mut out = io::stdout();
    writeln!(out, "listening on {}", listening.addr())?;
    out.flush()?;
    listening.serve_forever();
    Ok(())
}

#[cfg(feature = "tls")]
fn listen_secure(
    builder: imap_testkit::Builder,
    options: &Options,
) -> Result<imap_testkit::Listening, Box<dyn std::error::Error>> {
    use imap_testkit::tls::{CertKind, TestCa};

    let ca = TestCa::new()?;
    if let Some(file) = &options.ca_out {
        std::fs::write(file, ca.pem())?;
    }
    let builder = builder.tls(ca.server_config(CertKind::Good)?);
    Ok(if options.tls {
        builder.build().listen_tls_on(options.port)?
    } else {
        builder.login_needs_tls().build().listen_tcp_on(options.port)?
    })
}

#[cfg(not(feature = "tls"))]
fn listen_secure(
    _: imap_testkit::Builder,
    options: &Options,
) -> Result<imap_testkit::Listening, Box<dyn std::error::Error>> {
    let file = options.ca_out.as_deref().unwrap_or("none");
    Err(format!("built without the feature `tls` (CA file: {file})").into())
}

fn main() -> ExitCode {
    let done = options(std::env::args().skip(1)).map_err(Into::into).and_then(|options| run(&options));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "imap-testkit: {error}");
            ExitCode::FAILURE
        }
    }
}
