package scenario

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"swarm/messages/strictyaml"
)

// object is a JSON object. encoding/json writes its keys in sorted order.
type object = map[string]any

// Schema returns the JSON Schema (draft 2020-12) of a scenario, made from the tables that Parse uses. Editors check
// and complete files with it. Relations between values are checked by Parse only.
func Schema() []byte {
	schema := schemaOf(reflect.TypeFor[Plan]())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "A scenario of simulate"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic("scenario: write the schema: " + err.Error()) // maps of texts can always be encoded
	}
	return append(text, '\n')
}

// schemaOf returns the schema of the values of a type.
func schemaOf(t reflect.Type) object {
	if leafSchema := schemaOfLeaf(t); leafSchema != nil {
		return leafSchema
	}
	if t.Kind() == reflect.Slice {
		return object{"type": "array", "items": schemaOf(t.Elem()), "maxItems": strictyaml.MaxItems}
	}
	properties, required := object{}, []string{}
	for i := range t.NumField() {
		field := t.Field(i)
		key := field.Tag.Get("key")
		if key == "" {
			continue
		}
		property := schemaOf(field.Type)
		property["description"] = field.Tag.Get("doc")
		properties[key] = property
		if field.Tag.Get("need") != "" {
			required = append(required, key)
		}
	}
	schema := object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	switch t {
	case reflect.TypeFor[Step]():
		schema["allOf"] = grammarSchema("do", verbs, properties, "at", "do", "every", "until")
	case reflect.TypeFor[Clause]():
		schema["allOf"] = grammarSchema("that", kinds, properties, "that")
	}
	return schema
}

// schemaOfLeaf returns the schema of a single word or number, or nil for other types.
func schemaOfLeaf(t reflect.Type) object {
	switch reflect.Zero(t).Interface().(type) {
	case choice:
		return object{"enum": reflect.Zero(t).Interface().(choice).Words()}
	case Size:
		return object{"type": "string", "pattern": pattern(sizeUnits)}
	case Rate:
		return object{"type": "string", "pattern": pattern(rateUnits)}
	case Share:
		return object{"type": "string", "pattern": pattern(shareUnits)}
	case Span:
		return object{"type": "string", "pattern": spanPattern}
	case Count:
		return object{"type": "integer", "minimum": 0, "maximum": maxCount}
	case Ratio:
		return object{"type": "number", "minimum": 0}
	case Flag:
		return object{"enum": []any{true, false, "yes", "no"}}
	case Arrival:
		return object{"type": "string", "pattern": arrivalPattern}
	case Departure:
		return object{"type": "string", "pattern": departurePattern}
	case Selection:
		return object{"type": "string", "pattern": selectionPattern}
	case Text:
		return object{"type": "string", "minLength": 1}
	}
	return nil
}

// grammarSchema returns, for each word of a table, which keys are allowed beside it and which are required.
func grammarSchema[W ~string](key string, table map[W]grammar, properties object, always ...string) []object {
	var rules []object
	for _, name := range wordsOf(table) {
		g := table[W(name)]
		allowed := slices.Concat(always, g.needs, g.takes)
		forbidden := object{}
		for property := range properties {
			if !slices.Contains(allowed, property) {
				forbidden[property] = false
			}
		}
		rules = append(rules, object{
			"if":   object{"properties": object{key: object{"const": name}}},
			"then": object{"description": g.doc, "required": append([]string{}, g.needs...), "properties": forbidden},
		})
	}
	return rules
}

// spanPattern is how Go writes durations, without a sign.
var spanPattern = "^(0|(" + number + "(" + strings.Join([]string{"ns", "us", "µs", "ms", "s", "m", "h"}, "|") + "))+)$"
