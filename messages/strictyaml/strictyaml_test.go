package strictyaml

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

type shelf struct {
	Limit string `key:"room"`
	Books []book `key:"books"`
	Owner struct {
		Name string `key:"name"`
	} `key:"owner"`
	Ignored string
}

type book struct {
	Title string `key:"title"`
}

var format = Format{Tag: "key", Name: "the shelf", EmptyGroups: true,
	ReadLeaf: func(node *yaml.Node, into reflect.Value) (bool, error) {
		if into.Kind() != reflect.String {
			return false, nil
		}
		if node.Kind != yaml.ScalarNode {
			return true, errors.New("must be text, not " + Describe(node))
		}
		into.SetString(node.Value)
		return true, nil
	},
	UnknownKey: func(key, group string, known []string) error {
		return fmt.Errorf("no key %s in %q: %s", key, group, strings.Join(known, " "))
	},
	CheckGroup: func(node *yaml.Node, name string, given map[string]bool, into reflect.Value) error {
		if _, isBook := into.Interface().(book); isBook && !given["title"] {
			return fmt.Errorf("line %d: %s needs a title", node.Line, name)
		}
		return nil
	},
}

func TestDecode(t *testing.T) {
	var s shelf
	require.NoError(t, format.Decode([]byte("room: 4\nbooks: [{title: a}, {title: b}]\nowner:\n"), &s))
	require.Equal(t, shelf{Limit: "4", Books: []book{{"a"}, {"b"}}}, s)
	require.ErrorIs(t, format.Decode([]byte("# only a comment\n"), &s), ErrEmpty)
}

func TestDecodeErrorsNameLineAndKey(t *testing.T) {
	for text, want := range map[string]string{
		"- a":                           "line 1: the shelf must be keys with values, not a list",
		"a: b\n---\na: b":               "the shelf holds more than one YAML document: keep one",
		"room: {":                       "line 1",
		"room: a\nroof: b":              `line 2: no key roof in "": room books owner`,
		"owner: {age: 3}":               `line 1: no key age in "owner": name`,
		"owner: {name: a, name: b}":     `line 1: key "owner.name" appears twice, first in line 1`,
		"room: &a x\nowner: {name: *a}": "line 2: owner.name is a YAML alias: write the value itself",
		"room: [a]":                     "line 1: room must be text, not a list",
		"books: a":                      `line 1: books must be a list, not "a"`,
		"books:\n- title: a\n- {}":      "line 3: books[1] needs a title",
		"books: [{title: {}}]":          "line 1: books[0].title must be text, not keys with values",
		"books: [" + strings.Repeat("{},", MaxItems+1) + "]": "line 1: books has more than 10000 entries",
	} {
		require.ErrorContains(t, format.Decode([]byte(text), new(shelf)), want, "%.60s", text)
	}
}
