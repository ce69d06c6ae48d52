//! Single sign-on by OpenID Connect: to the provider with a code that only this browser can bring
//! back (state, nonce and PKCE), and from there with what it has shown. The provider's own papers
//! are fetched once, and again when it signs with a key that they do not name.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use chrono::NaiveDateTime;
use openidconnect::AdditionalClaims;
use openidconnect::AuthenticationFlow;
use openidconnect::AuthorizationCode;
use openidconnect::ClaimsVerificationError;
use openidconnect::Client;
use openidconnect::ClientId;
use openidconnect::ClientSecret;
use openidconnect::CsrfToken;
use openidconnect::EmptyExtraTokenFields;
use openidconnect::EndpointMaybeSet;
use openidconnect::EndpointNotSet;
use openidconnect::EndpointSet;
use openidconnect::HttpRequest;
use openidconnect::HttpResponse;
use openidconnect::IdTokenClaims;
use openidconnect::IdTokenFields;
use openidconnect::IssuerUrl;
use openidconnect::Nonce;
use openidconnect::PkceCodeChallenge;
use openidconnect::PkceCodeVerifier;
use openidconnect::RedirectUrl;
use openidconnect::Scope;
use openidconnect::StandardErrorResponse;
use openidconnect::StandardTokenResponse;
use openidconnect::TokenResponse;
use openidconnect::core::CoreAuthDisplay;
use openidconnect::core::CoreAuthPrompt;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::core::CoreGenderClaim;
use openidconnect::core::CoreJsonWebKey;
use openidconnect::core::CoreJweContentEncryptionAlgorithm;
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::core::CoreProviderMetadata;
use openidconnect::core::CoreResponseType;
use openidconnect::core::CoreRevocableToken;
use openidconnect::core::CoreRevocationErrorResponse;
use openidconnect::core::CoreTokenIntrospectionResponse;
use openidconnect::core::CoreTokenType;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::domain::people::Role;
use crate::settings::Account;
use crate::settings::SignOn;
use crate::web::form::Form;
use crate::workflow::sign_on::Shown;

/// How long somebody may take at the provider.
const LONGEST_SECONDS: i64 = 600;
/// How long the provider's own server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The claims that are no part of the standard: groups are among them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Further {
    #[serde(flatten)]
    all: BTreeMap<String, Value>,
}

impl AdditionalClaims for Further {}

type Fields = IdTokenFields<
    Further,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type OurClient = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider, as the settings name it.
pub struct Provider {
    /// The settings.
    pub told: SignOn,
    back: String,
    asks: ureq::config::Config,
    papers: Mutex<Option<Arc<CoreProviderMetadata>>>,
}

/// Who came back, with the duties that their groups give, and the page that they first asked for.
#[derive(Debug)]
pub struct CameBack {
    /// What the provider has shown.
    pub shown: Shown,
    /// The duties of the account's groups, each for the council of a prefix; nothing where the
    /// settings give none.
    pub gives: Option<Vec<(String, Role)>>,
    /// The page.
    pub to: String,
}

/// Why somebody did not come back as they went.
#[derive(Debug)]
pub struct Failed {
    /// For them.
    pub says: &'static str,
    /// For the log of the machine.
    pub because: String,
}

/// That the provider cannot be asked, or answers what it should not.
const NOT_NOW: &str = "The sign-in service of your council does not answer as it should. Try again \
    in a few minutes; if it happens again, tell your administrator";
/// That what came back is not what this browser went for.
const NOT_THIS: &str = "This is not the answer to a sign-in that was begun in this browser, or it \
    took more than ten minutes. Begin again";

fn failed(says: &'static str, because: impl Display) -> Failed {
    Failed { says, because: because.to_string() }
}

impl Provider {
    /// The provider of some settings, for a service at an address.
    pub fn new(told: SignOn, address: &str) -> Provider {
        // No redirects: who could make the provider's server send one could have us ask anybody.
        let asks = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        let back = format!("{address}/sign-in/back");
        Provider { told, back, asks, papers: Mutex::new(None) }
    }

    fn ask(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        // By a line of its own: one that was kept open may be closed when it is wanted again.
        let (head, mut body) = self.asks.new_agent().run(request)?.into_parts();
        Ok(HttpResponse::from_parts(head, body.read_to_vec()?))
    }

    /// What the provider says of itself: as it was fetched before, or anew.
    fn papers(&self, anew: bool) -> Result<Arc<CoreProviderMetadata>, Failed> {
        let mut papers = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = papers.as_ref().filter(|_| !anew) {
            return Ok(known.clone());
        }
        let issuer = IssuerUrl::new(self.told.issuer.clone());
        let issuer = issuer.map_err(|error| failed(NOT_NOW, error))?;
        let ask = |request| self.ask(request);
        let found = CoreProviderMetadata::discover(&issuer, &ask);
        let found = Arc::new(found.map_err(|error| failed(NOT_NOW, in_full(&error)))?);
        *papers = Some(found.clone());
        Ok(found)
    }

    fn client(&self, anew: bool) -> Result<OurClient, Failed> {
        let back = RedirectUrl::new(self.back.clone()).map_err(|error| failed(NOT_NOW, error))?;
        let papers = CoreProviderMetadata::clone(&*self.papers(anew)?);
        let id = ClientId::new(self.told.client_id.clone());
        let secret = ClientSecret::new(self.told.client_secret.reveal().to_owned());
        let client = OurClient::from_provider_metadata(papers, id, Some(secret));
        Ok(client.set_redirect_uri(back))
    }

    /// Where somebody goes to sign in, and what their browser keeps until they come back.
    ///
    /// # Errors
    /// That the provider cannot be asked.
    pub fn start(&self, to: &str, now: NaiveDateTime) -> Result<(String, String), Failed> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (address, state, nonce) = self
            .client(false)?
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        let kept = form_urlencoded::Serializer::new(String::new())
            .append_pair("state", state.secret())
            .append_pair("nonce", nonce.secret())
            .append_pair("verifier", verifier.secret())
            .append_pair("since", &now.and_utc().timestamp().to_string())
            .append_pair("to", to)
            .finish();
        Ok((address.to_string(), kept))
    }

    /// Who came back, with what the address says and what the browser has kept.
    ///
    /// # Errors
    /// What is not the answer to what this browser began, in time; and what the provider does not
    /// vouch for.
    pub fn finish(
        &self,
        asked: &Form,
        kept: Option<&str>,
        now: NaiveDateTime,
    ) -> Result<CameBack, Failed> {
        let kept = Form::read(kept.unwrap_or_default().as_bytes());
        let (state, expected) = (asked.exact("state"), kept.exact("state"));
        let is_ours = bool::from(state.as_bytes().ct_eq(expected.as_bytes()));
        if expected.is_empty() || !is_ours {
            return Err(failed(NOT_THIS, "the state is not the one that was sent"));
        }
        let since: Option<i64> = kept.exact("since").parse().ok();
        let took = since.map(|since| now.and_utc().timestamp() - since);
        if !took.is_some_and(|seconds| (0..=LONGEST_SECONDS).contains(&seconds)) {
            return Err(failed(NOT_THIS, "it took too long"));
        }
        if asked.has("error") {
            let because = format!("{} {}", asked.text("error"), asked.text("error_description"));
            return Err(failed("The sign-in service of your council did not sign you in", because));
        }
        let ask = |request| self.ask(request);
        let code = AuthorizationCode::new(asked.exact("code").to_owned());
        let verifier = PkceCodeVerifier::new(kept.exact("verifier").to_owned());
        let client = self.client(false)?;
        let request = client.exchange_code(code).map_err(|error| failed(NOT_NOW, error))?;
        let token = request.set_pkce_verifier(verifier).request(&ask);
        let token = token.map_err(|error| failed(NOT_NOW, in_full(&error)))?;
        let nonce = Nonce::new(kept.exact("nonce").to_owned());
        let claims = match claims(&client, &token, &nonce) {
            // It signs with another key by now: its papers are old.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                claims(&self.client(true)?, &token, &nonce)
            }
            found => found,
        };
        let claims = claims.map_err(|error| failed(NOT_NOW, in_full(&error)))?;
        Ok(CameBack {
            shown: self.shown(&claims),
            gives: self.gives(&claims.additional_claims().all),
            to: kept.exact("to").to_owned(),
        })
    }

    fn shown(&self, claims: &IdTokenClaims<Further, CoreGenderClaim>) -> Shown {
        let account = match self.told.account {
            // An address that the provider says it has not checked names nobody.
            Account::Email if claims.email_verified() == Some(false) => None,
            Account::Email => claims.email().map(|email| email.to_string()),
            Account::Name => claims.preferred_username().map(|name| name.to_string()),
        };
        Shown {
            issuer: self.told.issuer.clone(),
            subject: claims.subject().to_string(),
            account: account.unwrap_or_default(),
        }
    }

    /// The duties that the groups of an account give.
    fn gives(&self, claims: &BTreeMap<String, Value>) -> Option<Vec<(String, Role)>> {
        if self.told.roles.is_empty() {
            return None;
        }
        let groups = match claims.get(&self.told.groups_claim) {
            Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(group)) => vec![group.as_str()],
            _ => Vec::new(),
        };
        let given = self.told.roles.iter().filter(|of| groups.contains(&of.group.as_str()));
        Some(given.map(|of| (of.council.clone(), of.role)).collect())
    }
}

fn claims(
    client: &OurClient,
    token: &StandardTokenResponse<Fields, CoreTokenType>,
    nonce: &Nonce,
) -> Result<IdTokenClaims<Further, CoreGenderClaim>, ClaimsVerificationError> {
    let lacks = || ClaimsVerificationError::Other("it gave no token that names anybody".to_owned());
    let id_token = token.id_token().ok_or_else(lacks)?;
    id_token.claims(&client.id_token_verifier(), nonce).cloned()
}

/// An error with all that it comes from.
fn in_full(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
