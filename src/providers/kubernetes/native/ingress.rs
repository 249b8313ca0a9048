//! `Ingress` of `networking.k8s.io/v1`.

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct IngressSpec {
    pub(crate) default_backend: Option<IngressBackend>,
    pub(crate) ingress_class_name: Option<String>,
    pub(crate) rules: Option<Vec<IngressRule>>,
    pub(crate) tls: Option<Vec<IngressTls>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct IngressRule {
    pub(crate) host: Option<String>,
    pub(crate) http: Option<HttpPaths>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct HttpPaths {
    pub(crate) paths: Option<Vec<IngressPath>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IngressPath {
    pub(crate) backend: IngressBackend,
    pub(crate) path: Option<String>,
    pub(crate) path_type: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct IngressBackend {
    pub(crate) resource: Option<TypedReference>,
    pub(crate) service: Option<IngressService>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TypedReference {
    pub(crate) kind: String,
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct IngressService {
    pub(crate) name: String,
    pub(crate) port: Option<ServicePortRef>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ServicePortRef {
    pub(crate) name: Option<String>,
    pub(crate) number: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct IngressTls {
    pub(crate) hosts: Option<Vec<String>>,
}
