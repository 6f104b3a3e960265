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

// Events that a fast transfer has by the hundred each second.
var routine = map[string]bool{
	"verified": true, "chunk requested": true, "chunk received": true, "uploaded": true, "updated": true, "hashing": true,
}

// lineOf gives a fact's line. A fact that nobody described is not lost: its type and its values are written as they are.
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

// pairs reads keys and values in turn; a value without a key is kept under "extra".
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

// plain turns a value into text at once, since it could change before the line is written. Of what has no text of its
// own only the type is told: it may be a message with a payload, and another goroutine may be at work on it.
func plain(value any) any {
	switch value := value.(type) {
	case nil:
		return "nil"
	case error, fmt.Stringer:
		return fmt.Sprint(value) // which survives a nil pointer
	}
	switch reflect.TypeOf(value).Kind() {
	case reflect.Pointer, reflect.Struct, reflect.Map, reflect.Slice, reflect.Array, reflect.Chan, reflect.Func,
		reflect.UnsafePointer, reflect.Interface:
		return fmt.Sprintf("%T", value)
	}
	return fmt.Sprint(value)
}

// maxText bounds one field: a cause may hold a whole stack, or what a stranger sent.
const maxText = 4096

func clip(fields logrus.Fields) {
	for key, value := range fields {
		if text, ok := value.(string); ok && len(text) > maxText {
			fields[key] = strings.ToValidUTF8(text[:maxText], "") + "…"
		}
	}
}
