package config

import (
	"fmt"
	"net/netip"
	"strings"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
	"swarm/messages/wording"
)

// Networks is a list of IP networks. The file has a network as 10.0.0.0/8, or an address alone.
type Networks []netip.Prefix

// loopback returns the networks of this host.
func loopback() Networks {
	return Networks{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func (n *Networks) decode(node *yaml.Node) error {
	var texts Names
	if err := texts.decode(node); err != nil {
		return fmt.Errorf("must be a list of networks, such as [127.0.0.1, 10.0.0.0/8], not %s",
			strictyaml.Describe(node))
	}
	list := make(Networks, len(texts))
	for i, text := range texts {
		network, err := parseNetwork(text)
		if err != nil {
			return fmt.Errorf("must be a list of networks, such as [127.0.0.1, 10.0.0.0/8]: %q is none",
				wording.Clip(text))
		}
		list[i] = network
	}
	*n = list
	return nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		return netip.ParsePrefix(text)
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return address.Unmap().Prefix(address.Unmap().BitLen())
}

// Names is a list of host names.
type Names []string

func (n *Names) decode(node *yaml.Node) error {
	list := Names{}
	if node.Kind != yaml.SequenceNode || node.Decode(&list) != nil {
		return fmt.Errorf("must be a list of names, such as [tracker.example.org], not %s", strictyaml.Describe(node))
	}
	*n = list
	return nil
}
