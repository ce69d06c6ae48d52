//! Messages to other systems, by HTTPS. Where they go is what somebody registered: so the service
//! goes to no address of its own network for them, and follows nobody further.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::unversioned::transport::NextTimeout;

use crate::mail::Unsent;

/// How long a message may take altogether.
const LONGEST: Duration = Duration::from_secs(10);

/// Sends messages.
#[derive(Debug, Clone)]
pub struct Sender {
    agent: Agent,
    goes_anywhere: bool,
}

impl Sender {
    /// One that goes to public addresses by HTTPS alone, or anywhere, for trials on one machine.
    pub fn new(goes_anywhere: bool) -> Sender {
        let config = Agent::config_builder()
            .timeout_global(Some(LONGEST))
            .max_redirects(0)
            .http_status_as_error(false)
            .https_only(!goes_anywhere)
            .proxy(None)
            .user_agent("Concordat")
            .build();
        let resolver = Guarded { goes_anywhere };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Sender { agent, goes_anywhere }
    }

    /// What is wrong with an address to which messages are to go.
    ///
    /// ```
    /// use concordat::mail::webhook::Sender;
    /// let sender = Sender::new(false);
    /// assert_eq!(sender.wrong_with("https://ledger.anyshire.gov.uk/concordat"), None);
    /// assert!(sender.wrong_with("http://ledger.anyshire.gov.uk/").is_some());
    /// assert!(sender.wrong_with("https://10.0.0.7/").is_some());
    /// ```
    pub fn wrong_with(&self, url: &str) -> Option<String> {
        let is_plain = url.len() <= 2000 && url.bytes().all(|b| b.is_ascii_graphic());
        let uri = url.parse::<Uri>().ok().filter(|_| is_plain);
        let parts = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?)));
        let Some((scheme, host)) = parts else {
            return Some("Write a whole address: https://ledger.anyshire.gov.uk/concordat".into());
        };
        if url.contains('@') || url.contains('#') {
            return Some("Write the address without a user, a password or a # part.".into());
        }
        if self.goes_anywhere && ["http", "https"].contains(&scheme) {
            return None;
        }
        if scheme != "https" {
            return Some("The address must begin with https://".into());
        }
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_lowercase();
        let is_inside = match bare.parse::<IpAddr>() {
            Ok(ip) => !is_public(ip),
            Err(_) => bare == "localhost" || bare.ends_with(".localhost") || !bare.contains('.'),
        };
        is_inside.then(|| "Messages go to public addresses alone, not to this one.".into())
    }

    /// Sends a message. Whoever gets it knows by its name whether they have it already, so that it
    /// may be tried again whenever it is not known to have arrived.
    ///
    /// # Errors
    /// That it did not arrive, as far as is known.
    pub fn send(&self, url: &str, headers: &[(&str, String)], body: &str) -> Result<(), Unsent> {
        if let Some(says) = self.wrong_with(url) {
            return Err(Unsent::Never { says });
        }
        let mut message = self.agent.post(url).header("Content-Type", "application/json");
        for (name, value) in headers {
            message = message.header(*name, value);
        }
        let says = match message.send(body) {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) if answer.status().as_u16() == 410 => {
                let says = "it answered 410: it wants no more messages".to_owned();
                return Err(Unsent::Never { says });
            }
            Ok(answer) => format!("it answered {}", answer.status().as_u16()),
            Err(ureq::Error::HostNotFound) => {
                "its name is not known, or is that of no public address".to_owned()
            }
            Err(error) => error.to_string(),
        };
        Err(Unsent::NotYet { says })
    }
}

/// Looks names up, and passes over addresses that are not public: a name may lead anywhere, and
/// elsewhere the next time.
#[derive(Debug)]
struct Guarded {
    goes_anywhere: bool,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        if self.goes_anywhere {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(public) }
    }
}

/// Whether an address is one of the open network.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_inside = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b));
    !is_inside
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inside) = ip.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    let parts = ip.segments();
    // Only 2000::/3 is given out, and of that some is not: tunnels lead to whatever they name.
    let is_given_out = (0x2000..0x4000).contains(&parts[0]);
    let is_tunnel = parts[0] == 0x2002 || (parts[0] == 0x2001 && parts[1] < 0x0200);
    let is_documentation = parts[0] == 0x2001 && parts[1] == 0x0db8;
    is_given_out && !is_tunnel && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_own_network_are_never_gone_to() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "2002:a00:1::",
            "2001::1",
            "64:ff9b::a00:1",
        ];
        for ip in inside {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["8.8.8.8", "151.101.0.81", "2a00:1450:4009::200e"] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
        let sender = Sender::new(false);
        for url in [
            "http://ledger.example.org/",
            "https://localhost/",
            "https://[::1]/",
            "https://127.0.0.1:8443/",
            "https://intranet/",
            "https://user:secret@ledger.example.org/",
            "ftp://ledger.example.org/",
            "ledger.example.org",
            "https://ledger.example.org/a b",
        ] {
            assert!(sender.wrong_with(url).is_some(), "{url}");
        }
        assert_eq!(Sender::new(true).wrong_with("http://127.0.0.1:9/"), None);
    }

    #[test]
    fn a_name_that_leads_inside_is_not_gone_to() {
        let sender = Sender::new(false);
        // What is looked up is asked again, whatever the text of the address looked like.
        let sent = sender.agent.post("https://localhost:9/").send("{}");
        assert!(matches!(sent, Err(ureq::Error::HostNotFound)), "{sent:?}");
    }
}
