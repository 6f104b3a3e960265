// Package cli is what the mains of all commands share: flags, the configuration file, signals, the version, and how an
// error is reported. It starts no actor and opens no socket.
package cli
