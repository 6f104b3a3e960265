// Package config owns config.yaml: what may stand in it, what is meant when it does not, and which values go together.
// The commented config.yaml at the top of the repository is its reference, and a test holds the two together.
//
// It reads one file and nothing else. It never looks at flags or at the environment, never opens a socket and never
// makes a folder: a command loads a Config, overrides what its flags say, and calls Validate.
package config
