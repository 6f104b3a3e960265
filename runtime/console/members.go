package console

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"swarm/messages"
)

// factMembers takes a fact apart into the name of its event and its fields.
func factMembers(fact messages.Fact) (event string, members []member) {
	value := reflect.Indirect(reflect.ValueOf(fact))
	members = []member{{"node", fact.Where()}}
	if value.Kind() == reflect.Struct {
		members = append(members, structMembers(value)...)
	}
	return snake(value.Type().Name()), members
}

func structMembers(value reflect.Value) []member {
	var members []member
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if field.Anonymous || !field.IsExported() {
			continue // At and AtTracker: the node stands first in the object already
		}
		key := snake(field.Name)
		if field.Type == reflect.TypeFor[time.Duration]() {
			members = append(members, member{key + "_s", value.Field(i).Interface().(time.Duration).Seconds()})
			continue
		}
		members = append(members, member{key, jsonValue(value.Field(i))})
	}
	return members
}

// jsonValue gives what JSON shows of a value: a number for a node, text for what has a text, an object for a struct.
func jsonValue(value reflect.Value) any {
	switch known := value.Interface().(type) {
	case messages.NodeID:
		return uint32(known)
	case fmt.Stringer:
		return known.String()
	}
	switch value.Kind() {
	case reflect.Struct:
		return object(structMembers(value))
	case reflect.Slice:
		list := make([]any, value.Len())
		for i := range list {
			list[i] = jsonValue(value.Index(i))
		}
		return list
	}
	return value.Interface()
}

// object is a JSON object inside another one.
type object []member

// MarshalJSON keeps the order of the members.
func (o object) MarshalJSON() ([]byte, error) {
	var text strings.Builder
	text.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(encode(m.key) + ":" + encode(m.value))
	}
	text.WriteByte('}')
	return []byte(text.String()), nil
}

// snake turns InfoHash into info_hash.
func snake(name string) string {
	var text strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			text.WriteByte('_')
		}
		text.WriteRune(unicode.ToLower(r))
	}
	return text.String()
}
