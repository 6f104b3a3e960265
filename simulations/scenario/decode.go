package scenario

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
)

// MaxBytes bounds the text of a scenario. The published scenarios are a thousand times shorter.
const MaxBytes = 1 << 20

// leaf is a value that reads itself from a scalar. The error says what it must be.
type leaf interface{ parse(text string) error }

// Parse reads a scenario. Its errors name the line.
func Parse(text []byte) (*Plan, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("scenario: the text is longer than %d bytes", MaxBytes)
	}
	plan := &Plan{}
	format := strictyaml.Format{Tag: "key", Name: "the scenario", ReadLeaf: readLeaf, UnknownKey: unknownKey,
		CheckGroup: checkGroup}
	if err := format.Decode(text, plan); err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	plan.Sample = cmp.Or(plan.Sample, sampleDefault)
	if err := plan.check(); err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	return plan, nil
}

// readLeaf reads one value, or returns false for a group or a list.
func readLeaf(node *yaml.Node, into reflect.Value) (isLeaf bool, err error) {
	target, parses := into.Addr().Interface().(leaf)
	if !parses && into.Kind() != reflect.String {
		return false, nil
	}
	if node.Kind != yaml.ScalarNode || node.Value == "" {
		return true, fmt.Errorf("must be one value, not %s", strictyaml.Describe(node))
	}
	if parses {
		return true, target.parse(node.Value)
	}
	into.SetString(node.Value)
	return true, nil
}

func unknownKey(key, group string, known []string) error {
	full := strings.TrimPrefix(group+"."+clip(key), ".")
	return fmt.Errorf("unknown key %q: the keys here are %s", full, strings.Join(known, ", "))
}

// checkGroup reports a required key that is missing. It also records the line of a step or a clause, and checks its
// keys against the grammar of its verb or kind.
func checkGroup(node *yaml.Node, name string, given map[string]bool, into reflect.Value) error {
	for i := range into.NumField() {
		if tag := into.Type().Field(i).Tag; tag.Get("need") != "" && !given[tag.Get("key")] {
			return fmt.Errorf("line %d: %s needs the key %q", node.Line, cmp.Or(name, "the scenario"), tag.Get("key"))
		}
	}
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
