//! What can be done with a tenant.

use async_trait::async_trait;

use crate::actor::Actor;
use crate::docket::Docket;
use crate::error::{Failure, Fault, Refusal, Stop};
use crate::id::TenantId;
use crate::tenant::{DEFAULT, Tenant};
use crate::text;
use crate::unit::{Assign, Command, Unit};

/// Opens a tenant. The actor acts within it.
#[derive(Clone, Debug)]
pub struct CreateTenant {
    /// The name that the app shows.
    pub name: String,
    /// ISO 4217 code of the currency of all its amounts; it never changes.
    pub currency: String,
    /// The currency's decimals, from 0 to 4.
    pub minor_unit: i64,
}

#[async_trait]
impl Command for CreateTenant {
    type Out = TenantId;

    fn name(&self) -> &'static str {
        "createTenant"
    }

    async fn run(&self, unit: &mut Unit) -> Result<TenantId, Stop> {
        let tenant = Tenant::COLUMNS;
        if self.currency.len() != 3 || !self.currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(Refusal::invalid("currency", "must be a code of three letters such as EUR").into());
        }
        let id = unit.actor().tenant;
        unit.insert(
            id,
            [
                tenant.name.to(text::line("name", &self.name)?),
                tenant.currency.to(self.currency.clone()),
                tenant.minor_unit.to(self.minor_unit),
            ],
        )?;
        Ok(id)
    }
}

/// Gives the actor's tenant another name.
#[derive(Clone, Debug)]
pub struct RenameTenant {
    /// The new name.
    pub name: String,
}

#[async_trait]
impl Command for RenameTenant {
    type Out = TenantId;

    fn name(&self) -> &'static str {
        "renameTenant"
    }

    async fn run(&self, unit: &mut Unit) -> Result<TenantId, Stop> {
        let id = unit.actor().tenant;
        unit.patch(id, [Tenant::COLUMNS.name.to(text::line("name", &self.name)?)])?;
        Ok(id)
    }
}

/// Opens the tenant that an instance without sign-in serves, unless it is there.
pub(crate) async fn ensure_default(docket: &Docket) -> Result<(), Fault> {
    let actor = Actor::new(DEFAULT, "docket");
    let snapshot = docket.snapshot(&actor).await?;
    if super::queries::current(&snapshot).await?.is_some() {
        return Ok(());
    }
    drop(snapshot);
    let create = CreateTenant { name: "My company".to_owned(), currency: "EUR".to_owned(), minor_unit: 2 };
    match docket.execute(&actor, &create).await {
        Ok(_) => Ok(()),
        Err(Failure::Refused(_) | Failure::Key(_)) => Err(Fault::Internal("the default tenant was refused")),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}
