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

// maxEvents bounds the lines of events.jsonl.
const maxEvents = 2_000_000

// events writes facts, each as one line of JSON: {"seconds":1.5,"fact":"PieceVerified","node":2,"Piece":7,…}.
type events struct {
	to    *bufio.Writer
	lines int
	err   error // the first; nothing is written behind it
}

func newEvents(to io.Writer) *events { return &events{to: bufio.NewWriterSize(to, 1<<16)} }

func (e *events) write(at time.Duration, fact messages.Fact) {
	if e.err != nil || e.lines > maxEvents {
		return
	}
	if e.lines++; e.lines > maxEvents {
		_, e.err = fmt.Fprintf(e.to, "{\"seconds\":%v,\"fact\":\"LeftOut\",\"why\":\"%d facts were written\"}\n", at.Seconds(), maxEvents)
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

// spread puts the fields of a struct into a line; embedded ones name the node, which stands there already.
func addFields(line map[string]any, of reflect.Value) {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	for i := range of.NumField() {
		if field := of.Type().Field(i); !field.Anonymous && field.IsExported() {
			line[field.Name] = readable(of.Field(i))
		}
	}
}

// readable gives a field as JSON can show it: hashes in hexadecimal, durations in words, structs by their fields.
func readable(of reflect.Value) any {
	if text, is := of.Interface().(fmt.Stringer); is {
		return text.String()
	}
	switch of.Kind() {
	case reflect.Struct:
		inner := map[string]any{}
		addFields(inner, of)
		return inner
	case reflect.Slice:
		all := make([]any, of.Len())
		for i := range all {
			all[i] = readable(of.Index(i))
		}
		return all
	}
	return of.Interface()
}
