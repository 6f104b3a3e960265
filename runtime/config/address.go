package config

import (
	"fmt"
	"net"
	"strconv"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
	"swarm/messages/wording"
)

// Address is where the tracker listens. The file has it as [host, port], the form of the specification, or "host:port".
type Address struct {
	Host string
	Port int // 1 to 65535
}

// String returns host:port, with an IPv6 address in brackets.
func (a Address) String() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }

// ParseAddress reads host:port.
func ParseAddress(text string) (Address, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return Address{}, fmt.Errorf("must be host:port, such as localhost:12345, not %q", wording.Clip(text))
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return Address{}, fmt.Errorf("must end in a port number, such as localhost:12345, not %q", wording.Clip(text))
	}
	return Address{Host: host, Port: number}, nil
}

func (a *Address) decode(node *yaml.Node) error {
	wrong := fmt.Errorf("must be [host, port] or host:port, not %s", strictyaml.Describe(node))
	switch node.Kind {
	case yaml.ScalarNode:
		parsed, err := ParseAddress(node.Value)
		if err != nil {
			return err
		}
		*a = parsed
		return nil
	case yaml.SequenceNode:
		if len(node.Content) != 2 || node.Content[0].Kind != yaml.ScalarNode {
			return wrong
		}
		var port int
		if err := node.Content[1].Decode(&port); err != nil {
			return wrong
		}
		*a = Address{Host: node.Content[0].Value, Port: port}
		return nil
	}
	return wrong
}
