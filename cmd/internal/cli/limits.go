package cli

import (
	"flag"

	"swarm/messages"
	"swarm/runtime/config"
)

// LimitUsage explains the flags of Limits, for the help of a command.
const LimitUsage = `Limits are bytes of payload per second, or none: 500k, 2MB, 1.5MiB, 2000000. At the prompt they are changed
by: limit upload 2MB, limit download none FILE.
`

// Limits are rate limits of the command line, which win over the configuration's.
type Limits struct{ given []func(*config.Peer) }

// Define adds the flags of the limits.
func (l *Limits) Define(flags *flag.FlagSet) {
	for _, limit := range []struct {
		name, usage string
		of          func(*config.Peer) *config.Rate
	}{
		{"upload_limit", "send at most so many bytes per second, a `rate` such as 2MB (default: the configuration's)",
			func(p *config.Peer) *config.Rate { return &p.UploadLimit }},
		{"download_limit", "receive at most so many bytes per second, a `rate` such as 500k",
			func(p *config.Peer) *config.Rate { return &p.DownloadLimit }},
		{"file_upload_limit", "send at most so many bytes of each file per second, a `rate`",
			func(p *config.Peer) *config.Rate { return &p.FileUploadLimit }},
		{"file_download_limit", "receive at most so many bytes of each file per second, a `rate`",
			func(p *config.Peer) *config.Rate { return &p.FileDownloadLimit }},
	} {
		flags.Func(limit.name, limit.usage, func(text string) error {
			rate, err := messages.ParseRate(text)
			if err == nil {
				l.given = append(l.given, func(p *config.Peer) { *limit.of(p) = config.Rate(rate) })
			}
			return err
		})
	}
}

// Into puts the limits that were given into a configuration.
func (l *Limits) Into(cfg *config.Config) {
	for _, set := range l.given {
		set(&cfg.Peer)
	}
}
