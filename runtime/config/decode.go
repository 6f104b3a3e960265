package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// decode puts the values of a YAML text into cfg. It walks the text beside the struct, so that every error can name the
// line, the key as a person would write it (constants.tracker_addr), and for an unknown key the nearest known one.
func decode(data []byte, cfg *Config) error {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil // an empty file, or comments only
		}
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return errors.New("the file holds more than one YAML document: keep one")
	}
	return decodeGroup(document.Content[0], "", reflect.ValueOf(cfg).Elem())
}

// decodeGroup reads a mapping into a struct. A group without a value, all its keys commented out, keeps the defaults.
func decodeGroup(node *yaml.Node, name string, into reflect.Value) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: %s must be keys with values, not %s", node.Line, or(name, "the file"), describe(node))
	}
	seen := make(map[string]int, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		full := strings.TrimPrefix(name+"."+key.Value, ".")
		if line, twice := seen[key.Value]; twice {
			return fmt.Errorf("line %d: key %q stands there twice, first in line %d", key.Line, full, line)
		}
		seen[key.Value] = key.Line
		field, known := fieldFor(into, key.Value)
		if !known {
			return unknownKey(key, name)
		}
		if err := decodeValue(value, full, field); err != nil {
			return err
		}
	}
	return nil
}

func decodeValue(node *yaml.Node, name string, into reflect.Value) error {
	if node.Kind == yaml.AliasNode {
		return fmt.Errorf("line %d: %s is a YAML alias: write the value itself", node.Line, name)
	}
	if into.Kind() == reflect.Struct && !isValue(into) {
		return decodeGroup(node, name, into)
	}
	if isNull(node) {
		return fmt.Errorf("line %d: %s has no value: give it one, or delete the line to get the default", node.Line, name)
	}
	err := decodeLeaf(node, into)
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d: %s %w", node.Line, name, err)
}

// decodeLeaf reads one value; its error says what the value must be.
func decodeLeaf(node *yaml.Node, into reflect.Value) error {
	switch target := into.Addr().Interface().(type) {
	case leaf:
		return target.decode(node)
	case *time.Duration:
		return decodeDuration(node, target)
	}
	want := map[reflect.Kind]string{
		reflect.Int: "a whole number", reflect.Bool: "true or false", reflect.String: "text",
	}[into.Kind()]
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("must be %s, not %s", want, describe(node))
	}
	if into.Kind() == reflect.Int && node.ShortTag() != "!!int" {
		return fmt.Errorf("must be %s, not %q", want, node.Value)
	}
	if err := node.Decode(into.Addr().Interface()); err != nil {
		return fmt.Errorf("must be %s, not %q", want, node.Value)
	}
	return nil
}

// leaf is a value that reads itself from one node of the file.
type leaf interface{ decode(node *yaml.Node) error }

func isValue(field reflect.Value) bool {
	_, ok := field.Addr().Interface().(leaf)
	return ok
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

func describe(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return fmt.Sprintf("%q", node.Value)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
