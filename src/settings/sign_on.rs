//! Single sign-on: at which provider, for whose people, and what its groups may do here.

use crate::domain::people::Role;
use crate::settings::Secret;
use crate::settings::layers::Layers;

/// Single sign-on by OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOn {
    /// The provider: `https://login.microsoftonline.com/…/v2.0`.
    pub issuer: String,
    /// By what name the provider knows this service.
    pub client_id: String,
    /// What this service shows it.
    pub client_secret: Secret,
    /// What people call it: `Microsoft`.
    pub name: String,
    /// What of an account is compared with people here, the first time.
    pub account: Account,
    /// The prefixes of the councils whose people sign in there, and nobody else's.
    pub councils: Vec<String>,
    /// The claim that says in which groups somebody is.
    pub groups_claim: String,
    /// What a group may do for a council; empty where duties are given here.
    pub roles: Vec<Given>,
    /// Whether people may also sign in on the pages by a password.
    pub passwords: bool,
}

/// What of an account is compared with the e-mail addresses and names of people here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// Its e-mail address.
    Email,
    /// The name that people sign in with there.
    Name,
}

/// What a group may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The group, as the provider writes it.
    pub group: String,
    /// The council's prefix.
    pub council: String,
    /// The duty.
    pub role: Role,
}

/// Reads the section: nothing where it names no provider, or where something is wrong with it.
pub(super) fn read(layers: &mut Layers) -> Option<SignOn> {
    let issuer = layers.optional("sign_on.issuer");
    let name = layers.needed("sign_on.name", "name = \"Microsoft\"");
    let account = layers.one_of("sign_on.account", &["email", "name"]);
    let groups_claim = layers.needed("sign_on.groups_claim", "groups_claim = \"groups\"");
    let passwords = layers.one_of("sign_on.passwords", &["true", "false"]);
    let councils = layers.optional("sign_on.councils").unwrap_or_default();
    let roles = layers.optional("sign_on.roles").unwrap_or_default();
    let client_id = layers.optional("sign_on.client_id");
    let secret = layers.secret("sign_on.client_secret", "sign_on.client_secret_file");
    let Some(issuer) = issuer else {
        if passwords == Some(1) {
            let says = "without a provider nobody could sign in: write its issuer as well";
            return layers.wrong("sign_on.passwords", says);
        }
        return None;
    };
    let local = ["http://localhost:", "http://127.0.0.1:"];
    if !issuer.starts_with("https://") && !local.iter().any(|begin| issuer.starts_with(begin)) {
        let says = "write the provider's address, which begins with https://";
        return layers.wrong("sign_on.issuer", says);
    }
    if client_id.is_none() {
        layers.missing::<()>("sign_on.client_id", "client_id = \"…\"");
    }
    if secret.is_none() && !layers.is_wrong("sign_on.client_secret") {
        let example = "client_secret_file = \"/etc/concordat/sign-on-secret\"";
        layers.missing::<()>("sign_on.client_secret_file", example);
    }
    let councils: Vec<String> = words(&councils);
    if councils.is_empty() {
        layers.missing::<()>("sign_on.councils", "councils = \"HCC\"");
    }
    let roles = given(layers, &roles, &councils);
    Some(SignOn {
        issuer,
        client_id: client_id?,
        client_secret: secret?,
        name: name?,
        account: [Account::Email, Account::Name][account?],
        councils,
        groups_claim: groups_claim?,
        roles: roles?,
        passwords: passwords? == 0,
    })
}

fn words(text: &str) -> Vec<String> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Reads `GROUP: PREFIX role`, one in a line or between semicolons.
fn given(layers: &mut Layers, text: &str, councils: &[String]) -> Option<Vec<Given>> {
    let mut all = Vec::new();
    let entries = text.split(['\n', ';']).map(str::trim).filter(|entry| !entry.is_empty());
    for entry in entries {
        let read = || {
            let (group, rest) = entry.rsplit_once(':')?;
            let (council, role) = rest.trim().split_once(' ')?;
            let (group, council) = (group.trim().to_owned(), council.to_owned());
            let role = Role::read(role.trim())?;
            (!group.is_empty() && councils.contains(&council)).then_some(Given {
                group,
                council,
                role,
            })
        };
        match read() {
            Some(given) => all.push(given),
            None => {
                let words: Vec<&str> = Role::WORDS.iter().map(|(word, _)| *word).collect();
                let says = format!(
                    "“{entry}” cannot be read: write the group, a colon, one of `councils`, and \
                     one of {}",
                    words.join(", ")
                );
                layers.wrong::<()>("sign_on.roles", &says);
            }
        }
    }
    (!layers.is_wrong("sign_on.roles")).then_some(all)
}
