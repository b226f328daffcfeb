//! Signing in by the person's own telephone (RFC 8628): the desk shows a code, the person agrees to it on a page of the
//! centre, and the desk asks for the tokens until then.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::{DeviceAuthorizationForm, OAUTH_CLIENT, OauthError, TokenForm},
    desk::{Desk, DeskError, api::NoTokens, api::Unclear},
};

use super::{DISABLED, Entered, Given};

/// RFC 8628, 3.5: where the centre names no pace.
const PACE: SignedDuration = SignedDuration::from_secs(5);
/// No grant lives longer here, whatever the centre says.
const LONGEST: SignedDuration = SignedDuration::from_mins(30);

/// A grant that waits for its person. The half that fetches the tokens stays in the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantShown {
    /// `XXXX-XXXX`, to be typed on the page.
    pub code: String,
    /// The page.
    pub address: String,
    /// The page with the code in it, for the QR code.
    pub complete: String,
    /// Void after this, by the desk's clock.
    pub until: Timestamp,
    /// Least time between two questions.
    pub pace: SignedDuration,
}

/// How a grant stands.
#[derive(Debug, Clone, PartialEq)]
pub enum GrantAnswer {
    /// Nobody has agreed yet.
    Pending,
    /// Nobody has, and the centre wants to be asked more seldom.
    SlowDown,
    /// The codes are void.
    Expired,
    /// The person said no.
    Denied,
    /// The person's account is disabled.
    Disabled,
    /// The person agreed, and is signed in.
    In(Box<Entered>),
}

/// The desk's half.
pub(in crate::desk) struct Grant {
    device_code: Zeroizing<String>,
    bound: Option<Uuid>,
}

impl Desk {
    /// Begins a grant; one that was under way is forgotten.
    pub async fn begin_grant(&self, device_name: &str) -> Result<GrantShown, DeskError> {
        let bound = self.line().device.device_id;
        let device_name = Some(device_name.to_owned());
        let form = DeviceAuthorizationForm { client_id: OAUTH_CLIENT.to_owned(), device_name, device_id: bound };
        let answer = self.inner.client.begin_grant(&form).await;
        let begun = answer.map_err(|error| self.no_grant(error))?;
        self.heard_centre();
        let lasts = SignedDuration::from_secs(i64::from(begun.expires_in)).min(LONGEST);
        let pace = SignedDuration::from_secs(i64::from(begun.interval));
        self.line().grant = Some(Grant { device_code: Zeroizing::new(begun.device_code), bound });
        Ok(GrantShown {
            code: begun.user_code,
            address: begun.verification_uri,
            complete: begun.verification_uri_complete,
            until: self.now().saturating_add(lasts).unwrap_or(Timestamp::MAX),
            pace: if pace.is_zero() { PACE } else { pace },
        })
    }

    /// Asks once whether the person has agreed. An answer that does not come changes nothing.
    pub async fn poll_grant(&self) -> Result<GrantAnswer, DeskError> {
        let Some((form, bound)) =
            self.line().grant.as_ref().map(|grant| (TokenForm::device(grant.device_code.as_str()), grant.bound))
        else {
            return Ok(GrantAnswer::Expired);
        };
        let answer = match self.inner.client.tokens(&form, |_| None).await {
            Ok(answer) => {
                self.heard_centre();
                let entered = self.begin(Given::tokens(answer, bound)).await?;
                GrantAnswer::In(Box::new(entered))
            }
            Err(NoTokens::Refused(no)) => {
                self.heard_centre();
                match no.error {
                    OauthError::AuthorizationPending => return Ok(GrantAnswer::Pending),
                    OauthError::SlowDown => return Ok(GrantAnswer::SlowDown),
                    OauthError::AccessDenied if no.code.as_deref() == Some(DISABLED) => GrantAnswer::Disabled,
                    OauthError::AccessDenied => GrantAnswer::Denied,
                    _ => GrantAnswer::Expired,
                }
            }
            Err(error) => return Err(self.no_grant(error)),
        };
        self.drop_grant();
        Ok(answer)
    }

    /// Nobody waits for it any more.
    pub fn drop_grant(&self) {
        self.line().grant = None;
    }

    fn no_grant(&self, error: NoTokens) -> DeskError {
        match error {
            NoTokens::Refused(no) if no.error == OauthError::UnauthorizedClient => DeskError::GrantOff,
            // Only a centre that speaks another OAuth says anything else here.
            NoTokens::Refused(_) => DeskError::Centre(Unclear::Garbled.into()),
            NoTokens::Other(error) => {
                self.hear(Some(&error));
                error.into()
            }
        }
    }
}
