package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"

	"swarm/messages"
)

// maxEvents limits the lines of events.jsonl.
const maxEvents = 2_000_000

// events writes facts, each as one line of JSON: {"seconds":1.5,"fact":"PieceVerified","node":2,"Piece":7,…}.
type events struct {
	to    *bufio.Writer
	lines int
	err   error // the first error; nothing is written after it
}

func newEvents(to io.Writer) *events { return &events{to: bufio.NewWriterSize(to, 1<<16)} }

func (e *events) write(at time.Duration, fact messages.Fact) {
	if e.err != nil || e.lines > maxEvents {
		return
	}
	if e.lines++; e.lines > maxEvents {
		_, e.err = fmt.Fprintf(e.to, "{\"seconds\":%v,\"fact\":\"LeftOut\",\"why\":\"%d facts were written\"}\n",
			at.Seconds(), maxEvents)
		return
	}
	line := map[string]any{}
	addFields(line, reflect.ValueOf(fact))
	line["seconds"], line["fact"], line["node"] = at.Seconds(), reflect.TypeOf(fact).Name(), uint32(fact.Where())
	var text []byte
	if text, e.err = json.Marshal(line); e.err == nil {
		_, e.err = e.to.Write(append(text, '\n'))
	}
}

func (e *events) flush() error {
	if e.err == nil {
		e.err = e.to.Flush()
	}
	return e.err
}

// addFields adds the exported fields of a struct to a line. Embedded structs are left out: they hold the node, which
// the line has already.
func addFields(line map[string]any, value reflect.Value) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	for i := range value.NumField() {
		if field := value.Type().Field(i); !field.Anonymous && field.IsExported() {
			line[field.Name] = readable(value.Field(i))
		}
	}
}

// readable returns a field in a form that JSON can show: values with a String method as text, structs by their
// fields.
func readable(value reflect.Value) any {
	if text, is := value.Interface().(fmt.Stringer); is {
		return text.String()
	}
	switch value.Kind() {
	case reflect.Struct:
		inner := map[string]any{}
		addFields(inner, value)
		return inner
	case reflect.Slice:
		all := make([]any, value.Len())
		for i := range all {
			all[i] = readable(value.Index(i))
		}
		return all
	}
	return value.Interface()
}
