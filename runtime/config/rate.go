package config

import (
	"fmt"

	"gopkg.in/yaml.v3"

	"swarm/messages"
	"swarm/messages/strictyaml"
)

// Rate is a rate limit. The file has it as bytes per second, with or without a unit, or as none: see
// messages.ParseRate.
type Rate messages.Rate

func (r *Rate) decode(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("must be bytes per second, such as 500k, 2MB or 1.5MiB, or none; not %s",
			strictyaml.Describe(node))
	}
	rate, err := messages.ParseRate(node.Value)
	if err == nil {
		*r = Rate(rate)
	}
	return err
}
