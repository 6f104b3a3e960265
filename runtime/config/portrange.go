package config

import (
	"fmt"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
)

// PortRange is the UDP ports that a peer may use, both ends included. The file has it as [first, last].
type PortRange struct {
	First int // 1 to 65535; invariant: <= Last
	Last  int // 1 to 65535
}

func (r *PortRange) decode(node *yaml.Node) error {
	var ends []int
	if node.Kind != yaml.SequenceNode || node.Decode(&ends) != nil || len(ends) != 2 {
		return fmt.Errorf("must be two ports, such as [1024, 65535], not %s", strictyaml.Describe(node))
	}
	*r = PortRange{First: ends[0], Last: ends[1]}
	return nil
}
