package config

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
)

// leaf is a setting that reads itself from one node of the file. The error says what it must be.
type leaf interface{ decode(node *yaml.Node) error }

// decode reads the text of a file into cfg. Settings that are not in the text keep their values.
func decode(data []byte, cfg *Config) error {
	format := strictyaml.Format{Tag: "yaml", Name: "the file", ReadLeaf: readLeaf, UnknownKey: unknownKey,
		EmptyGroups: true}
	if err := format.Decode(data, cfg); !errors.Is(err, strictyaml.ErrEmpty) {
		return err
	}
	return nil
}

// isGroup reports whether a field holds further settings. Other structs, such as Address, are one setting.
func isGroup(field reflect.Value) bool {
	_, isLeaf := field.Addr().Interface().(leaf)
	return field.Kind() == reflect.Struct && !isLeaf
}

// readLeaf reads one setting, or returns false for a group.
func readLeaf(node *yaml.Node, into reflect.Value) (isLeaf bool, err error) {
	if isGroup(into) {
		return false, nil
	}
	if strictyaml.IsNull(node) {
		return true, errors.New("has no value: give it one, or delete the line to get the default")
	}
	switch setting := into.Addr().Interface().(type) {
	case leaf:
		return true, setting.decode(node)
	case *time.Duration:
		return true, decodeDuration(node, setting)
	}
	return true, decodeScalar(node, into)
}

// decodeScalar reads a whole number, a truth value or a text.
func decodeScalar(node *yaml.Node, into reflect.Value) error {
	want := map[reflect.Kind]string{
		reflect.Int: "a whole number", reflect.Bool: "true or false", reflect.String: "text",
	}[into.Kind()]
	wrong := fmt.Errorf("must be %s, not %s", want, strictyaml.Describe(node))
	// Decode would accept 2.5 and '2' as numbers.
	if node.Kind != yaml.ScalarNode || into.Kind() == reflect.Int && node.ShortTag() != "!!int" {
		return wrong
	}
	if node.Decode(into.Addr().Interface()) != nil {
		return wrong
	}
	return nil
}
