//! Calls that change what VPC Block Public Access blocks, and what is excluded from it.

use super::deeds::{Call, Change, Deeds, became, has, is, read};
use super::subjects::{EXCLUSION, OPTIONS};
use super::tags;
use crate::model::Done;
use crate::providers::aws::native;
use crate::providers::aws::parse::public_access::{ONLY, normalise_exclusion};

/// `ModifyVpcBlockPublicAccessOptions`.
pub(super) fn options(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(OPTIONS);
    change.say(&["mode"], Some(call.given("internetGatewayBlockMode")?));
    let answer = call.response.get("vpcBlockPublicAccessOptions");
    change.say(&["exclusions_allowed"], answer.get("exclusionsAllowed").text());
    change.say(&["managed_by"], answer.get("managedBy").text());
    Ok(change.done(call.place(None), is(ONLY)).into_iter().collect())
}

/// `CreateVpcBlockPublicAccessExclusion`: the answer shows all of it.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let made = call.response.get("vpcBlockPublicAccessExclusion");
    let native = native::VpcBlockPublicAccessExclusion {
        exclusion_id: made.get("exclusionId").text(),
        internet_gateway_exclusion_mode: made.get("internetGatewayExclusionMode").text(),
        resource_arn: made.get("resourceArn").text(),
        state: made.get("state").text(),
        tags: tags::answered(made.get("tagSet")),
    };
    if let Some((id, resource)) = read(normalise_exclusion(native)) {
        return Ok(vec![became(call.place(None), EXCLUSION, &id, resource)]);
    }
    if call.worked {
        return call.lacks("which exclusion it made (`exclusionId`)");
    }
    let Some(excluded) = call.request.any(&["vpcId", "subnetId"]).text() else {
        return Ok(Vec::new());
    };
    let mut change = Change::of(EXCLUSION);
    change.say(&["mode"], call.request.get("internetGatewayExclusionMode").text());
    Ok(change.came(call.place(None), has(&["resource"], excluded)))
}

/// `ModifyVpcBlockPublicAccessExclusion`.
pub(super) fn modify(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(EXCLUSION);
    change.say(&["mode"], Some(call.given("internetGatewayExclusionMode")?));
    Ok(change.done(call.place(None), is(call.given("exclusionId")?)).into_iter().collect())
}

/// `DeleteVpcBlockPublicAccessExclusion`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(EXCLUSION, is(call.given("exclusionId")?), Done::Went)])
}
