// Package cli is what the commands' mains have in common: flags among arguments, the configuration file, signals, and
// how a failure is told.
package cli
