package scenario

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"swarm/messages/strictyaml"
)

// object is a JSON object; encoding/json writes its keys in order.
type object = map[string]any

// Schema gives the JSON Schema (draft 2020-12) of a scenario, made of the very tables that Parse reads by. Editors check
// and complete files with it; what is a relation between two values, only Parse knows.
func Schema() []byte {
	schema := schemaOf(reflect.TypeFor[Plan]())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "A scenario of simulate"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic("scenario: write the schema: " + err.Error()) // maps and texts
	}
	return append(text, '\n')
}

// schemaOf describes what may stand behind a key of a type.
func schemaOf(of reflect.Type) object {
	if leafSchema := schemaOfLeaf(of); leafSchema != nil {
		return leafSchema
	}
	if of.Kind() == reflect.Slice {
		return object{"type": "array", "items": schemaOf(of.Elem()), "maxItems": strictyaml.MaxItems}
	}
	properties, required := object{}, []string{}
	for i := range of.NumField() {
		field := of.Field(i)
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
	switch of {
	case reflect.TypeFor[Step]():
		schema["allOf"] = grammarSchema("do", verbs, properties, "at", "do", "every", "until")
	case reflect.TypeFor[Clause]():
		schema["allOf"] = grammarSchema("that", kinds, properties, "that")
	}
	return schema
}

// schemaOfLeaf describes a value that is one word or number; nil for what is none.
func schemaOfLeaf(of reflect.Type) object {
	switch reflect.Zero(of).Interface().(type) {
	case choice:
		return object{"enum": reflect.Zero(of).Interface().(choice).Words()}
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

// grammarSchema says, for each word of a table, which keys may stand beside it and which must.
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
