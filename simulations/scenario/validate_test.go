package scenario

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// validate checks a value with the parts of JSON Schema that Schema uses. It returns the first error, or "".
func validate(schema any, value any) string {
	rules, is := schema.(object)
	if !is {
		return map[bool]string{true: "", false: "a key that must not be here"}[schema.(bool)]
	}
	if words, limited := rules["enum"].([]any); limited {
		for _, word := range words {
			if reflect.DeepEqual(word, value) {
				return ""
			}
		}
		return fmt.Sprintf("%v is none of %v", value, words)
	}
	switch v := value.(type) {
	case object:
		return validateObject(rules, v)
	case []any:
		if rules["type"] != "array" {
			return "a list"
		}
		for _, entry := range v {
			if wrong := validate(rules["items"], entry); wrong != "" {
				return wrong
			}
		}
	case string:
		if expression, limited := rules["pattern"].(string); rules["type"] != "string" || limited &&
			!regexp.MustCompile(expression).MatchString(v) {
			return fmt.Sprintf("%q is not right here", v)
		}
	case int, float64:
		if rules["type"] != "integer" && rules["type"] != "number" {
			return fmt.Sprintf("the number %v", v)
		}
	}
	return ""
}

func validateObject(rules, v object) string {
	properties, _ := rules["properties"].(object)
	for key, value := range v {
		property, known := properties[key]
		if !known && rules["additionalProperties"] == false {
			return "unknown key " + key
		}
		if known {
			if wrong := validate(property, value); wrong != "" {
				return key + ": " + wrong
			}
		}
	}
	needed, _ := rules["required"].([]any)
	for _, key := range needed {
		if _, there := v[key.(string)]; !there {
			return fmt.Sprintf("no key %s", key)
		}
	}
	all, _ := rules["allOf"].([]any)
	for _, rule := range all {
		for key, condition := range rule.(object)["if"].(object)["properties"].(object) {
			if v[key] == condition.(object)["const"] {
				if wrong := validateObject(rule.(object)["then"].(object), v); wrong != "" {
					return wrong
				}
			}
		}
	}
	return ""
}

// TestScenariosAreValid checks that the schema accepts every scenario that the parser accepts, and finds all mistakes
// but contradictions between values.
func TestScenariosAreValid(t *testing.T) {
	var schema object
	require.NoError(t, json.Unmarshal(Schema(), &schema))
	check := func(text string) string {
		var value object
		require.NoError(t, yaml.Unmarshal([]byte(text), &value))
		return validate(schema, value)
	}
	names, err := filepath.Glob("../scenarios/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(names), 20)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Empty(t, check(string(text)), name)
	}
	for from, to := range map[string]string{
		"limit: 1m\n": "", "limit: 1m": "limits: 1m", "up: 8 Mbit/s": "up: 8", "do: crash": "do: explode",
		"do: crash,":     "do: repair,",
		"that: complete": "that: efficiency", "count: 4": "count: many", "5s after done": "later",
	} {
		text := strings.Replace(small, from, to, 1)
		require.NotEmpty(t, check(text), to)
		_, err := Parse([]byte(text))
		require.Error(t, err, to)
	}
}
