package progress

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"swarm/messages"
)

// factMembers returns the event name of a fact and its fields as JSON members. The event of messages.DownloadStarted is
// "download_started".
func factMembers(fact messages.Fact) (event string, members []member) {
	value := reflect.Indirect(reflect.ValueOf(fact))
	members = []member{{"node", fact.Where()}}
	if value.Kind() == reflect.Struct {
		members = append(members, structMembers(value)...)
	}
	return snake(value.Type().Name()), members
}

// structMembers returns the exported fields of a struct. A duration becomes seconds, and its key ends in _s.
func structMembers(value reflect.Value) []member {
	var members []member
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if field.Anonymous || !field.IsExported() {
			continue // At and AtTracker hold the node, which is the first member already
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

// jsonValue returns what JSON shows of a value: a number for a node, the text of a fmt.Stringer, an object for a
// struct.
func jsonValue(value reflect.Value) any {
	switch v := value.Interface().(type) {
	case messages.NodeID:
		return uint32(v)
	case fmt.Stringer:
		return v.String()
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

// object is a JSON object that is the value of a member.
type object []member

// MarshalJSON writes the members in their order.
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

// snake converts a Go name to snake_case: InfoHash to info_hash.
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
