package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"swarm/messages/wording"
)

// MaxItems bounds the entries of a list.
const MaxItems = 10_000

// ErrEmpty is what Decode returns for a text without a document: it is empty, or has only comments.
var ErrEmpty = errors.New("the text is empty")

// Format is the rules of one kind of file. A struct is read from keys with values, a slice from a list; anything else
// is a leaf.
type Format struct {
	Tag  string // the struct tag with the key of a field; fields without it are ignored
	Name string // what errors call the whole text, for example "the file"

	// ReadLeaf reads a value from a node, or returns false if the value is a group or a list. Its error says what the
	// value must be, for example "must be a whole number".
	ReadLeaf func(node *yaml.Node, into reflect.Value) (isLeaf bool, err error)
	// UnknownKey returns the error for a key that a group does not have. The group "" is the whole text.
	UnknownKey func(key, group string, known []string) error
	// EmptyGroups permits a group whose keys are all commented out.
	EmptyGroups bool
	// CheckGroup checks a group that was read; nil: no check. given holds the keys that were in the text.
	CheckGroup func(node *yaml.Node, name string, given map[string]bool, into reflect.Value) error
}

// Decode reads a text into the struct that into points to.
func (f Format) Decode(text []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return ErrEmpty
		}
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s holds more than one YAML document: keep one", f.Name)
	}
	return f.group(document.Content[0], "", reflect.ValueOf(into).Elem())
}

// group reads keys with values into a struct.
func (f Format) group(node *yaml.Node, name string, into reflect.Value) error {
	if f.EmptyGroups && IsNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		shown := name
		if name == "" {
			shown = f.Name
		}
		return fmt.Errorf("line %d: %s must be keys with values, not %s", node.Line, shown, Describe(node))
	}
	given, lines := make(map[string]bool, len(node.Content)/2), make(map[string]int, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		full := strings.TrimPrefix(name+"."+wording.Clip(key.Value), ".")
		if given[key.Value] {
			return fmt.Errorf("line %d: key %q appears twice, first in line %d", key.Line, full, lines[key.Value])
		}
		given[key.Value], lines[key.Value] = true, key.Line
		field, known := f.field(into, key.Value)
		if !known {
			return fmt.Errorf("line %d: %w", key.Line, f.UnknownKey(key.Value, name, f.keys(into.Type())))
		}
		if err := f.value(value, full, field); err != nil {
			return err
		}
	}
	if f.CheckGroup == nil {
		return nil
	}
	return f.CheckGroup(node, name, given, into)
}

// value reads whatever stands behind a key or in a list.
func (f Format) value(node *yaml.Node, name string, into reflect.Value) error {
	if node.Kind == yaml.AliasNode {
		return fmt.Errorf("line %d: %s is a YAML alias: write the value itself", node.Line, name)
	}
	switch isLeaf, err := f.ReadLeaf(node, into); {
	case err != nil:
		return fmt.Errorf("line %d: %s %w", node.Line, name, err)
	case isLeaf:
		return nil
	case into.Kind() == reflect.Slice:
		return f.list(node, name, into)
	}
	return f.group(node, name, into)
}

// list reads a list into a slice.
func (f Format) list(node *yaml.Node, name string, into reflect.Value) error {
	if node.Kind != yaml.SequenceNode {
		return fmt.Errorf("line %d: %s must be a list, not %s", node.Line, name, Describe(node))
	}
	if len(node.Content) > MaxItems {
		return fmt.Errorf("line %d: %s has more than %d entries", node.Line, name, MaxItems)
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, entry := range node.Content {
		if err := f.value(entry, fmt.Sprintf("%s[%d]", name, i), into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// field returns the field of a struct that has a key.
func (f Format) field(group reflect.Value, key string) (reflect.Value, bool) {
	for i := range group.NumField() {
		if tag := group.Type().Field(i).Tag.Get(f.Tag); tag != "" && tag == key {
			return group.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// keys returns the keys of a struct in the order of its fields.
func (f Format) keys(group reflect.Type) []string {
	var keys []string
	for i := range group.NumField() {
		if key := group.Field(i).Tag.Get(f.Tag); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// IsNull reports whether a node has no value, as in "key:".
func IsNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

// Describe returns what a node is, for an error that says what it should have been.
func Describe(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if node.Value == "" {
		return "nothing"
	}
	return fmt.Sprintf("%q", wording.Clip(node.Value))
}
