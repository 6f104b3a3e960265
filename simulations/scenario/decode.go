package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// Limits of a text: the published scenarios stay a thousand times below.
const (
	MaxBytes = 1 << 20
	maxItems = 10_000 // of a list
)

// leaf is a value that reads itself from a scalar; its error says what it must be.
type leaf interface{ parse(text string) error }

// Parse reads a scenario. Its errors name the line.
func Parse(text []byte) (*Plan, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("scenario: the text is longer than %d bytes", MaxBytes)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("scenario: the text is empty")
		}
		return nil, fmt.Errorf("scenario: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("scenario: the text holds more than one YAML document: keep one")
	}
	plan := &Plan{}
	if err := decodeGroup(document.Content[0], "", reflect.ValueOf(plan).Elem()); err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	plan.Sample = or(plan.Sample, sampleDefault)
	if err := plan.check(); err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	return plan, nil
}

// decodeGroup reads a mapping into a struct whose fields say their keys.
func decodeGroup(node *yaml.Node, name string, into reflect.Value) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: %s must be keys with values, not %s", node.Line, or(name, "a scenario"), describe(node))
	}
	given := make(map[string]bool, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		full := strings.TrimPrefix(name+"."+clip(key.Value), ".")
		if given[key.Value] {
			return fmt.Errorf("line %d: key %q stands there twice", key.Line, full)
		}
		given[key.Value] = true
		at, known := fieldOf(into.Type(), key.Value)
		if !known {
			return fmt.Errorf("line %d: unknown key %q: the keys here are %s", key.Line, full, strings.Join(keysOf(into.Type()), ", "))
		}
		if err := decodeValue(value, full, into.Field(at)); err != nil {
			return err
		}
	}
	for i := range into.NumField() {
		if key := into.Type().Field(i).Tag; key.Get("need") != "" && !given[key.Get("key")] {
			return fmt.Errorf("line %d: %s needs the key %q", node.Line, or(name, "a scenario"), key.Get("key"))
		}
	}
	return remember(node, given, into)
}

// remember keeps where a value came from, and holds steps and clauses to their grammar.
func remember(node *yaml.Node, given map[string]bool, into reflect.Value) error {
	switch v := into.Addr().Interface().(type) {
	case *Step:
		v.Line = node.Line
		return verbs[v.Do].check(node.Line, string(v.Do), given, "at", "do", "every", "until")
	case *Clause:
		v.Line, v.Given = node.Line, given
		return kinds[v.That].check(node.Line, string(v.That), given, "that")
	}
	return nil
}

func (g grammar) check(line int, word string, given map[string]bool, always ...string) error {
	for _, key := range g.needs {
		if !given[key] {
			return fmt.Errorf("line %d: %s needs the key %q", line, word, key)
		}
	}
	allowed := append(append(always, g.needs...), g.takes...)
	left := len(given)
	for _, key := range allowed {
		if given[key] {
			left--
		}
	}
	if left > 0 {
		return fmt.Errorf("line %d: %s takes the keys %s, and no others", line, word, strings.Join(allowed, ", "))
	}
	return nil
}

func decodeValue(node *yaml.Node, name string, into reflect.Value) error {
	if node.Kind == yaml.AliasNode {
		return fmt.Errorf("line %d: %s is a YAML alias: write the value itself", node.Line, name)
	}
	if target, ok := into.Addr().Interface().(leaf); ok {
		return decodeLeaf(node, name, target.parse)
	}
	switch into.Kind() {
	case reflect.Struct:
		return decodeGroup(node, name, into)
	case reflect.Slice:
		return decodeList(node, name, into)
	}
	return decodeLeaf(node, name, func(text string) error {
		into.SetString(text)
		return nil
	})
}

func decodeList(node *yaml.Node, name string, into reflect.Value) error {
	if node.Kind != yaml.SequenceNode {
		return fmt.Errorf("line %d: %s must be a list, not %s", node.Line, name, describe(node))
	}
	if len(node.Content) > maxItems {
		return fmt.Errorf("line %d: %s has more than %d entries", node.Line, name, maxItems)
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, entry := range node.Content {
		if err := decodeValue(entry, fmt.Sprintf("%s[%d]", name, i), into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func decodeLeaf(node *yaml.Node, name string, parse func(text string) error) error {
	if node.Kind != yaml.ScalarNode || node.Value == "" {
		return fmt.Errorf("line %d: %s must be one value, not %s", node.Line, name, describe(node))
	}
	if err := parse(node.Value); err != nil {
		return fmt.Errorf("line %d: %s %w", node.Line, name, err)
	}
	return nil
}

func fieldOf(group reflect.Type, key string) (int, bool) {
	for i := range group.NumField() {
		if tag := group.Field(i).Tag.Get("key"); tag != "" && tag == key {
			return i, true
		}
	}
	return 0, false
}

func keysOf(group reflect.Type) []string {
	var keys []string
	for i := range group.NumField() {
		if key := group.Field(i).Tag.Get("key"); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func describe(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	}
	if node.Value == "" {
		return "nothing"
	}
	return fmt.Sprintf("%q", clip(node.Value))
}
