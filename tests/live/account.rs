//! A small AWS account in AWS's own words: two security groups in each region, and nothing else. Whoever assumes a role in
//! another account gets a key that says which, and finds the same there.
//!
//! The forms are those of the API references: EC2 2016-11-15 and STS 2011-06-15 answer in XML, CloudTrail 2013-11-01 and Config
//! 2014-11-12 in JSON.

use super::http::{Answer, Request};

/// Whose it is.
pub(crate) const ACCOUNT: &str = "111122223333";
/// The regions that it uses.
pub(crate) const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];
/// The region that it has not opted in to.
pub(crate) const UNUSED: &str = "ap-east-1";

/// What the keys of assumed roles begin with; the account follows.
const KEY: &str = "ASIAOF";

/// What a request asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// `DescribeSubnets`
    pub(crate) action: String,
    /// `ec2`, from the signature.
    pub(crate) service: String,
    /// Whose credentials it is signed with.
    pub(crate) account: String,
    pub(crate) region: String,
    /// The token of the page.
    pub(crate) token: Option<String>,
    /// The thing that is asked about.
    pub(crate) about: Option<String>,
    body: String,
}

impl Asked {
    pub(crate) fn new(request: &Request) -> Self {
        // Credential=<key>/<day>/<region>/<service>/aws4_request
        let scope = request.header("authorization").split("Credential=").nth(1).unwrap_or_default();
        let mut scope = scope.split('/').map(str::to_owned);
        let key = scope.next().unwrap_or_default();
        let mut scope = scope.skip(1);
        let (region, service) =
            (scope.next().unwrap_or_default(), scope.next().unwrap_or_default());
        let target = request.header("x-amz-target").rsplit('.').next().unwrap_or_default();
        let mut asked = Self {
            action: target.to_owned(),
            service,
            account: key.strip_prefix(KEY).unwrap_or(ACCOUNT).to_owned(),
            region,
            token: None,
            about: None,
            body: request.body.clone(),
        };
        if let Some(action) = asked.parameter("Action") {
            asked.action = action;
        }
        asked.token = asked.parameter("NextToken");
        asked.about = asked.parameter("PrefixListId");
        asked
    }

    /// A parameter of the request, from a form or from JSON.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        if self.body.starts_with('{') {
            let body: serde_json::Value = serde_json::from_str(&self.body).ok()?;
            return body.get(name)?.as_str().map(str::to_owned);
        }
        let mut pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(value.replace("%3A", ":").replace("%2F", "/"))
    }

    /// As policies write it: `ec2:DescribeSubnets`.
    pub(crate) fn permission(&self) -> String {
        format!("{}:{}", self.service, self.action)
    }
}

/// What the account answers when nothing is wrong.
pub(crate) fn answer(asked: &Asked) -> Answer {
    let body = match asked.action.as_str() {
        "GetCallerIdentity" => format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/audit</Arn><UserId>AIDA</UserId>\
             <Account>{ACCOUNT}</Account></GetCallerIdentityResult>\
             <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        ),
        "AssumeRole" => {
            let arn = asked.parameter("RoleArn").unwrap_or_default();
            let account = arn.split(':').nth(4).unwrap_or_default();
            format!(
                "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
                 <AccessKeyId>{KEY}{account}</AccessKeyId><SecretAccessKey>none</SecretAccessKey>\
                 <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
                 </AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>"
            )
        }
        "DescribeRegions" => {
            let enabled = REGIONS.map(|region| (region, "opt-in-not-required"));
            let items = enabled.into_iter().chain([(UNUSED, "not-opted-in")]).map(|(name, status)| {
                format!("<item><regionName>{name}</regionName><optInStatus>{status}</optInStatus></item>")
            });
            ec2(asked, &format!("<regionInfo>{}</regionInfo>", items.collect::<String>()))
        }
        "DescribeSecurityGroups" => groups(asked, &["sg-1", "sg-2"], None),
        "DescribeVpcBlockPublicAccessOptions" => ec2(
            asked,
            "<vpcBlockPublicAccessOptions><internetGatewayBlockMode>off</internetGatewayBlockMode>\
             </vpcBlockPublicAccessOptions>",
        ),
        "DescribeManagedPrefixLists" => ec2(
            asked,
            &format!(
                "<prefixListSet><item><prefixListId>pl-1</prefixListId><prefixListName>partners</prefixListName>\
                 <ownerId>{}</ownerId><addressFamily>IPv4</addressFamily></item></prefixListSet>",
                asked.account
            ),
        ),
        "GetManagedPrefixListEntries" => {
            ec2(asked, "<entrySet><item><cidr>198.51.100.0/24</cidr></item></entrySet>")
        }
        "DescribeTrails" => format!(
            "{{\"trailList\": [{{\"Name\": \"audit\", \"HomeRegion\": \"{0}\", \"S3BucketName\": \"records\",
                \"TrailARN\": \"arn:aws:cloudtrail:{0}:{1}:trail/audit\"}}]}}",
            REGIONS[0], asked.account
        ),
        "GetTrailStatus" => "{\"IsLogging\": true}".to_owned(),
        "GetEventSelectors" => {
            "{\"EventSelectors\": [{\"ReadWriteType\": \"All\", \"IncludeManagementEvents\": true}]}"
                .to_owned()
        }
        "DescribeConfigurationRecorders" => {
            "{\"ConfigurationRecorders\": [{\"name\": \"default\", \"recordingGroup\": {\"allSupported\": true}}]}"
                .to_owned()
        }
        "DescribeConfigurationRecorderStatus" => {
            "{\"ConfigurationRecordersStatus\": [{\"name\": \"default\", \"recording\": true}]}"
                .to_owned()
        }
        "DescribeDeliveryChannels" => {
            "{\"DeliveryChannels\": [{\"name\": \"default\", \"s3BucketName\": \"records\"}]}".to_owned()
        }
        action => ec2(asked, &format!("<{}/>", list(action))),
    };
    Answer::Whole(200, body)
}

/// The list in an answer of EC2, which is there when nothing is in it.
fn list(action: &str) -> &'static str {
    match action {
        "DescribeFlowLogs" => "flowLogSet",
        "DescribeInstances" => "reservationSet",
        "DescribeInternetGateways" => "internetGatewaySet",
        "DescribeNetworkAcls" => "networkAclSet",
        "DescribeNetworkInterfaces" => "networkInterfaceSet",
        "DescribeRouteTables" => "routeTableSet",
        "DescribeSecurityGroupRules" => "securityGroupRuleSet",
        "DescribeSecurityGroupVpcAssociations" => "securityGroupVpcAssociationSet",
        "DescribeSubnets" => "subnetSet",
        "DescribeVpcBlockPublicAccessExclusions" => "vpcBlockPublicAccessExclusionSet",
        "DescribeVpcs" => "vpcSet",
        other => panic!("nobody asks for {other}"),
    }
}

/// A page of groups without rules; a token leads to the next page.
pub(crate) fn groups(asked: &Asked, ids: &[&str], next: Option<&str>) -> String {
    let account = &asked.account;
    let items = ids.iter().map(|id| {
        format!(
            "<item><ownerId>{account}</ownerId><groupId>{id}</groupId><groupName>{id}</groupName>\
             <groupDescription>a tier</groupDescription><vpcId>vpc-1</vpcId></item>"
        )
    });
    let next = next.map(|token| format!("<nextToken>{token}</nextToken>")).unwrap_or_default();
    let items: String = items.collect();
    ec2(asked, &format!("<securityGroupInfo>{items}</securityGroupInfo>{next}"))
}

/// An answer of EC2.
pub(crate) fn ec2(asked: &Asked, inside: &str) -> String {
    let action = &asked.action;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{action}Response \
         xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId>{inside}</{action}Response>"
    )
}

/// An error as the service of the request writes it.
pub(crate) fn error(asked: &Asked, status: u16, code: &str, message: &str) -> Answer {
    let body = if ["cloudtrail", "config", "organizations"].contains(&asked.service.as_str()) {
        format!("{{\"__type\": \"{code}\", \"message\": \"{message}\"}}")
    } else if asked.service == "sts" {
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
             <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        )
    } else {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
             <Message>{message}</Message></Error></Errors><RequestID>r</RequestID></Response>"
        )
    };
    Answer::Whole(status, body)
}
