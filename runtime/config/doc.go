// Package config owns config.yaml: its keys, their defaults, and the checks of their values. The commented config.yaml
// at the top of the repository documents every key; a test compares it with this package.
//
// It reads one file and nothing else: no flag and no environment variable. It opens no socket and makes no folder. A
// command loads a Config, overrides what its flags say, and calls Validate.
package config
