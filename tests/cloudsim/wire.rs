//! A client of HTTP/1.1 that does nothing by itself: one request, one answer, on a connection that is kept.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::cloudsim::Cloud;
use super::cloudsim::aws::accounts;

/// One connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    /// Goes with the keys of a role.
    pub(crate) session_token: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// With names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    /// A header field; empty when it was not sent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut fields = self.headers.iter();
        fields.find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// What stands in the first element of that name.
    pub(crate) fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
    }

    /// How often an element of that name is there.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.body.matches(&format!("<{name}>")).count()
    }
}

impl Client {
    pub(crate) fn to(cloud: &Cloud) -> Self {
        let url = cloud.url();
        let stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), session_token: String::new() }
    }

    /// Gives up on an answer after so long.
    pub(crate) fn patient_for(self, time: Duration) -> Self {
        self.stream.get_ref().set_read_timeout(Some(time)).unwrap();
        self
    }

    pub(crate) fn send(
        &mut self,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply> {
        let mut text =
            format!("{line} HTTP/1.1\r\nHost: {}\r\n", self.stream.get_ref().peer_addr()?);
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.read()
    }

    /// A GET of somebody who is known.
    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.send(&format!("GET {path}"), &[("Authorization", "Bearer example")], "").unwrap()
    }

    /// A call of AWS: `ec2:DescribeVpcs`.
    pub(crate) fn aws(
        &mut self,
        key: &str,
        region: &str,
        call: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Reply> {
        let (service, action) = call.split_once(':').unwrap();
        let credential = format!("{key}/20260102/{region}/{service}/aws4_request");
        let signed =
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=00");
        let target = match service {
            "organizations" => format!("AWSOrganizationsV20161128.{action}"),
            "config" => format!("StarlingDoveService.{action}"),
            _ => format!("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{action}"),
        };
        if ["ec2", "sts"].contains(&service) {
            let mut form = format!("Action={action}&Version=2016-11-15");
            for (name, value) in parameters {
                form.push_str(&format!(
                    "&{name}={}",
                    value.replace('%', "%25").replace('&', "%26")
                ));
            }
            let content = "application/x-www-form-urlencoded; charset=utf-8";
            let token = self.session_token.clone();
            let headers = [
                ("Content-Type", content),
                ("Authorization", &signed),
                ("X-Amz-Security-Token", &token),
            ];
            return self.send("POST /", &headers, &form);
        }
        let body = parameters.iter().map(|(name, value)| {
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(*value));
            ((*name).to_owned(), value)
        });
        let body = Value::Object(body.collect()).to_string();
        let content = "application/x-amz-json-1.1";
        let headers =
            [("Content-Type", content), ("Authorization", &signed), ("X-Amz-Target", &target)];
        self.send("POST /", &headers, &body)
    }

    /// A call of the account that most tests are about.
    pub(crate) fn call(&mut self, call: &str, parameters: &[(&str, &str)]) -> Reply {
        self.aws(&accounts::key(super::ACCOUNT), super::REGION, call, parameters).unwrap()
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn read(&mut self) -> Result<Reply> {
        let line = self.line()?;
        let status = line.split_whitespace().nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, line))?;
        let mut reply = Reply { status, headers: Vec::new(), body: String::new() };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            reply.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut body = Vec::new();
        if reply.header("transfer-encoding") == "chunked" {
            loop {
                let size = usize::from_str_radix(&self.line()?, 16).map_err(Error::other)?;
                let start = body.len();
                body.resize(start + size, 0);
                self.stream.read_exact(&mut body[start..])?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            body.resize(reply.header("content-length").parse().map_err(Error::other)?, 0);
            self.stream.read_exact(&mut body)?;
        }
        reply.body = String::from_utf8(body).map_err(Error::other)?;
        Ok(reply)
    }
}
