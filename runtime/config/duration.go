package config

import (
	"fmt"
	"math"
	"time"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
)

// decodeDuration reads a number of seconds, the form of the specification, or a text with a unit, such as 500ms.
func decodeDuration(node *yaml.Node, into *time.Duration) error {
	wrong := fmt.Errorf("must be seconds, such as 20, or a time with a unit, such as 20s or 500ms, not %s",
		strictyaml.Describe(node))
	if node.Kind != yaml.ScalarNode {
		return wrong
	}
	if tag := node.ShortTag(); tag == "!!int" || tag == "!!float" {
		var seconds float64
		if err := node.Decode(&seconds); err != nil {
			return wrong
		}
		// The largest time.Duration is about 292 years; a NaN fails both comparisons.
		if !(math.Abs(seconds) < 1e9) {
			return wrong
		}
		*into = time.Duration(math.Round(seconds * float64(time.Second)))
		return nil
	}
	parsed, err := time.ParseDuration(node.Value)
	if err != nil {
		return wrong
	}
	*into = parsed
	return nil
}
