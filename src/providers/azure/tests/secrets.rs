//! What is secret, or may be, is in no document and in no message.

use serde_json::{Value, json};

use super::{answer, id, kind, read};
use crate::model::Status;

const PLANTED: &str = "cGxhbnRlZC1zZWNyZXQ=";

#[test]
fn no_secret_of_a_machine_is_written_down() {
    let machine = id("x").replace("microsoft.network/x", "Microsoft.Compute/virtualMachines/web-1");
    let properties = json!({
        "userData": PLANTED,
        "osProfile": {
            "adminPassword": PLANTED, "adminUsername": "shop", "customData": PLANTED,
            "secrets": [{ "vaultCertificates": [{ "certificateUrl": PLANTED }] }],
            "windowsConfiguration": {
                "additionalUnattendContent": [{ "content": PLANTED }],
                "winRM": { "listeners": [{ "protocol": "Https", "certificateUrl": PLANTED }] }
            },
        },
    });
    let extension = json!({ "name": "script", "properties": {
        "type": "CustomScript", "publisher": "Microsoft.Azure.Extensions", "settings": { "commandToExecute": PLANTED },
        "protectedSettings": { "key": PLANTED }, "protectedSettingsFromKeyVault": { "secretUrl": PLANTED },
    }});
    let arm = json!({ "value": [{
        "id": machine, "name": "web-1", "properties": properties, "resources": [extension],
        "identity": { "type": "UserAssigned", "principalId": PLANTED, "userAssignedIdentities": {
            "/subscriptions/5D3C/x/web": { "clientId": PLANTED }
        }},
    }]});
    for document in [arm.clone(), super::as_az_prints(&arm)] {
        let reading = read(vec![answer("vm-list", &document)]);
        let machines = kind(&reading, "virtual-machine");
        assert_eq!(
            (machines.coverage.status, &machines.coverage.reason),
            (Status::Complete, &None)
        );
        let durable = super::durable(machines, &machine.to_lowercase());
        assert_eq!(durable["winrm"], json!(["https"]));
        assert_eq!(durable["extensions"][0]["type"], "CustomScript");
        assert_eq!(durable["identities"], json!(["/subscriptions/5d3c/x/web"]));
        assert!(!format!("{reading:?}").contains(PLANTED), "{durable}");
    }
}

/// A machine whose fields have other types than documented is a failed read, and what was found is not repeated.
#[test]
fn no_secret_is_in_a_message() {
    for wrong in
        [json!({ "osProfile": PLANTED }), json!({ "osProfile": { "adminUsername": [PLANTED] } })]
    {
        let machine = json!([{ "id": id("virtualmachines/x"), "properties": wrong }]);
        let reading = read(vec![answer("vm-list", &machine)]);
        assert_eq!(kind(&reading, "virtual-machine").coverage.status, Status::Failed);
        assert!(!format!("{reading:?}").contains(PLANTED));
    }
    let odd: Value = json!([{ "id": id("virtualmachines/x"), "newSecret": PLANTED }]);
    let reading = read(vec![answer("vm-list", &odd)]);
    assert!(super::reason(kind(&reading, "virtual-machine")).contains("`newSecret`"));
    assert!(!format!("{reading:?}").contains(PLANTED));
}
