package cli

import (
	"flag"

	"swarm/messages"
	"swarm/runtime/config"
)

// LimitUsage is the part of a command's help that explains the flags of Limits.
const LimitUsage = `Limits are bytes of payload per second, or none: 500k, 2MB, 1.5MiB, 2000000. Change them at the
prompt: limit upload 2MB, or limit download none FILE.
`

// Limits are the rate limits of the command line. They override those of the configuration.
type Limits struct{ overrides []func(*config.Peer) }

// Define adds the flags of the limits.
func (l *Limits) Define(flags *flag.FlagSet) {
	for _, limit := range []struct {
		name, usage string
		setting     func(*config.Peer) *config.Rate
	}{
		{"upload_limit", "send at most this many bytes per second, a `rate` such as 2MB (default: the configuration's)",
			func(p *config.Peer) *config.Rate { return &p.UploadLimit }},
		{"download_limit", "receive at most this many bytes per second, a `rate` such as 500k",
			func(p *config.Peer) *config.Rate { return &p.DownloadLimit }},
		{"file_upload_limit", "send at most this many bytes of each file per second, a `rate`",
			func(p *config.Peer) *config.Rate { return &p.FileUploadLimit }},
		{"file_download_limit", "receive at most this many bytes of each file per second, a `rate`",
			func(p *config.Peer) *config.Rate { return &p.FileDownloadLimit }},
	} {
		flags.Func(limit.name, limit.usage, func(text string) error {
			rate, err := messages.ParseRate(text)
			if err == nil {
				l.overrides = append(l.overrides, func(p *config.Peer) { *limit.setting(p) = config.Rate(rate) })
			}
			return err
		})
	}
}

// Override sets the limits of the command line in a configuration.
func (l *Limits) Override(cfg *config.Config) {
	for _, override := range l.overrides {
		override(&cfg.Peer)
	}
}
