package logging

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/sirupsen/logrus"

	"swarm/messages"
)

// line is one event with its fields.
type line struct {
	level  logrus.Level
	event  string
	fields logrus.Fields
}

func (l line) known() bool { return l.event != "" }

// routine are the events that a fast transfer notes hundreds of times a second.
var routine = map[string]bool{
	"verified": true, "chunk requested": true, "chunk received": true, "uploaded": true, "updated": true,
	"hashing": true,
}

// lineOf returns the line of a fact. For a type of fact without a line of its own, it writes the type and the values.
func lineOf(fact messages.Fact) line {
	for _, describe := range []func(messages.Fact) line{
		describeLife, describeSharing, describeDownload, describePieces, describeSupervision, describeTracker,
	} {
		if l := describe(fact); l.known() {
			l.fields["node"] = fact.Where().String()
			clip(l.fields)
			return l
		}
	}
	event := strings.TrimPrefix(fmt.Sprintf("%T", fact), "*messages.")
	l := line{logrus.InfoLevel, event, logrus.Fields{"node": fact.Where().String(), "values": fmt.Sprintf("%+v", fact)}}
	clip(l.fields)
	return l
}

// pairs converts alternating keys and values to fields. Values without a key are stored under "extra".
func pairs(list []any) logrus.Fields {
	fields := make(logrus.Fields, len(list)/2+1)
	for i := 0; i < len(list); i += 2 {
		key, isText := list[i].(string)
		if !isText || i+1 == len(list) {
			fields["extra"] = fmt.Sprint(list[i:]...)
			break
		}
		fields[key] = plain(list[i+1])
	}
	clip(fields)
	return fields
}

// plain converts a value to text at once, because the value could change before the line is written. For a pointer, a
// struct or another composite value without a String method it returns only the type: the value may be a message with a
// payload, which another goroutine may be changing.
func plain(value any) any {
	switch value := value.(type) {
	case nil:
		return "nil"
	case error, fmt.Stringer:
		return fmt.Sprint(value) // fmt recovers from a String method that panics on nil
	}
	switch reflect.TypeOf(value).Kind() {
	case reflect.Pointer, reflect.Struct, reflect.Map, reflect.Slice, reflect.Array, reflect.Chan, reflect.Func,
		reflect.UnsafePointer, reflect.Interface:
		return fmt.Sprintf("%T", value)
	}
	return fmt.Sprint(value)
}

// maxText bounds the length of one field, in bytes: a cause may contain a whole stack trace or text from the network.
const maxText = 4096

// clip cuts fields that are longer than maxText.
func clip(fields logrus.Fields) {
	for key, value := range fields {
		if text, ok := value.(string); ok && len(text) > maxText {
			fields[key] = strings.ToValidUTF8(text[:maxText], "") + "…"
		}
	}
}
