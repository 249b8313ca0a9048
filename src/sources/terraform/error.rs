//! Why a configuration can't be read.

/// Why a configuration can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// A folder or a file can't be read.
    #[error("can't read {path}: {source}")]
    Io {
        /// The path, under the folder as it was named.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// What was named is no folder.
    #[error("{0} is not a folder")]
    NoFolder(String),
    /// There is nothing of Terraform in it.
    #[error("{0} holds no .tf or .tf.json file")]
    Empty(String),
    /// It leads out.
    #[error("{path} is a link that leads out of {folder}")]
    Outside {
        /// The file.
        path: String,
        /// The folder that was named.
        folder: String,
    },
    /// It is no file.
    #[error("{0} is not a file")]
    NoFile(String),
    /// It is too large to be what it should be.
    #[error("{path} is larger than {limit} MiB")]
    TooLarge {
        /// The file.
        path: String,
        /// The limit.
        limit: u64,
    },
    /// It is not what Terraform reads.
    #[error("{path}:{line}: {what}")]
    Content {
        /// The file.
        path: String,
        /// The line.
        line: usize,
        /// What is wrong there.
        what: String,
    },
}
