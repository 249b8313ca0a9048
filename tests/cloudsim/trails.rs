//! CloudTrail: trails with their shadows, and events that can be looked up.

use serde_json::{Value, json};

use super::ACCOUNT;
use super::cloudsim::aws::accounts::key;
use super::cloudsim::{Cloud, Estate};
use super::wire::Client;

fn event(number: u64, name: &str) -> Value {
    json!({
        "eventID": format!("event-{number:04}"), "eventName": name, "eventSource": "ec2.amazonaws.com",
        "eventTime": format!("2026-01-02T03:{:02}:{:02}Z", number / 60, number % 60), "readOnly": false,
        "userIdentity": {"type": "IAMUser", "userName": "eve", "accessKeyId": "AKIDEXAMPLE"},
        "resources": [{"ResourceType": "AWS::EC2::SecurityGroup", "ResourceName": format!("sg-{number}")}],
    })
}

fn estate() -> Cloud {
    let named = |number: u64| if number.is_multiple_of(10) { "Revoke" } else { "Authorize" };
    Cloud::start(Estate::default().aws(ACCOUNT, |account| {
        account
            .region("eu-west-1", |region| {
                let region = region.trail("everywhere", true);
                (0..120).fold(region, |region, n| region.event(&event(n, named(n))))
            })
            .region("us-east-1", |region| region.trail("here", false))
    }))
}

#[test]
fn a_trail_of_all_regions_has_a_shadow_in_each() {
    let cloud = estate();
    let mut client = Client::to(&cloud);
    let mut names = |region: &str, shadows: &str| {
        let parameters = [("includeShadowTrails", shadows)];
        let call = "cloudtrail:DescribeTrails";
        let reply = client.aws(&key(ACCOUNT), region, call, &parameters).unwrap().json();
        let rows = reply["trailList"].as_array().unwrap().iter();
        rows.map(|row| row["Name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("eu-west-1", "true"), ["everywhere"]);
    assert_eq!(names("us-east-1", "true"), ["everywhere", "here"]);
    assert_eq!(names("us-east-1", "false"), ["here"]);
}

#[test]
fn a_trail_is_known_by_name_at_home_and_by_arn_everywhere() {
    let cloud = estate();
    let mut client = Client::to(&cloud);
    let mut status = |region: &str, name: &str| {
        let call = "cloudtrail:GetTrailStatus";
        client.aws(&key(ACCOUNT), region, call, &[("Name", name)]).unwrap().json()
    };
    let arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/everywhere";
    assert_eq!(status("eu-west-1", "everywhere")["IsLogging"], true);
    assert_eq!(status("us-east-1", arn)["IsLogging"], true);
    assert_eq!(status("us-east-1", "everywhere")["__type"], "TrailNotFoundException");
    cloud.edit(|estate| {
        estate.aws(ACCOUNT, |account| {
            let account = account.region("eu-west-1", |region| region.stopped("everywhere"));
            account.region("us-east-1", |region| region.without_trail("here"))
        })
    });
    assert_eq!(status("us-east-1", arn)["IsLogging"], false);
    assert_eq!(status("us-east-1", "here")["__type"], "TrailNotFoundException");
}

#[test]
fn events_are_looked_up_newest_first_in_pages() {
    let cloud = estate();
    let mut client = Client::to(&cloud);
    let mut look = |mut parameters: Vec<(&str, String)>| {
        let (mut ids, mut sizes) = (Vec::new(), Vec::new());
        loop {
            let sent: Vec<(&str, &str)> =
                parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let reply = client.call("cloudtrail:LookupEvents", &sent).json();
            let events = reply["Events"].as_array().unwrap_or_else(|| panic!("{reply}"));
            sizes.push(events.len());
            ids.extend(events.iter().map(|one| one["EventId"].as_str().unwrap().to_owned()));
            let Some(next) = reply["NextToken"].as_str() else { return (ids, sizes) };
            parameters.retain(|(name, _)| *name != "NextToken");
            parameters.push(("NextToken", next.to_owned()));
        }
    };
    let (ids, sizes) = look(Vec::new());
    assert_eq!((ids.len(), sizes), (120, vec![50, 50, 20]));
    assert!(ids.is_sorted_by(|a, b| a > b), "the newest first");
    let revoked = json!([{"AttributeKey": "EventName", "AttributeValue": "Revoke"}]).to_string();
    let (ids, _) = look(vec![("LookupAttributes", revoked), ("MaxResults", "5".to_owned())]);
    assert_eq!(ids.len(), 12);
    // 2026-01-02T03:01:00Z to 03:01:29Z
    let (start, end) = ("1767322860".to_owned(), "1767322889".to_owned());
    let (ids, _) = look(vec![("StartTime", start), ("EndTime", end)]);
    assert_eq!((ids.len(), ids.last().unwrap().as_str()), (30, "event-0060"));
    let group = json!([{"AttributeKey": "ResourceName", "AttributeValue": "sg-7"}]).to_string();
    assert_eq!(look(vec![("LookupAttributes", group)]).0, ["event-0007"]);
    let wrong = client.call("cloudtrail:LookupEvents", &[("MaxResults", "51")]);
    assert_eq!(wrong.json()["__type"], "InvalidMaxResultsException");
}
