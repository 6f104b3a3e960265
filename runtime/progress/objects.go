package progress

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"swarm/messages"
)

// objects shows progress as one JSON object a line. Each begins with "event" and "time". A fact is an object with the
// fact's name as event and with its fields, all in snake_case; times are in seconds, with _s at the end of the key.
//
// A fast transfer verifies and hashes hundreds of pieces a second. Those facts are summed up in an object "progress" or
// "hash_progress" once per interval.
type objects struct {
	interval time.Duration
	omitted  uint64 // objects that were left out since the beginning
}

func (o *objects) wantsFact(fact messages.Fact) bool {
	switch fact.(type) {
	case messages.PieceVerified, messages.HashProgress:
		return false
	}
	return true
}

func (o *objects) writeNews(to *bytes.Buffer, items []item, omitted uint64) {
	o.omitted += omitted
	for _, i := range items {
		if i.fact == nil {
			writeObject(to, "note", i.at, []member{{"text", i.text}})
			continue
		}
		event, members := factMembers(i.fact)
		writeObject(to, event, i.at, members)
	}
}

func (o *objects) writeBoard(to *bytes.Buffer, b *board, now time.Time) {
	for i := range b.hashing {
		if h := &b.hashing[i]; h.due(now, o.interval) {
			writeObject(to, "hash_progress", now,
				[]member{{"node", h.node}, {"name", h.name}, {"bytes", h.bytes}, {"total", h.total}})
		}
	}
	for _, t := range b.transfers {
		if !t.due(now, o.interval) {
			continue
		}
		speed := t.speed.bytesPerSec(now)
		members := []member{{"node", t.node}, {"info_hash", t.file.InfoHash.String()}, {"name", t.file.Name},
			{"bytes", t.bytes}, {"total", t.file.Length}, {"bytes_per_s", int64(speed)}, {"owners", t.owners()}}
		if left, known := t.timeLeft(speed); known {
			members = append(members, member{"eta_s", left.Seconds()})
		}
		writeObject(to, "progress", now, members)
	}
}

func (o *objects) writeSummary(to *bytes.Buffer, now time.Time, ok bool, fields []any) {
	members := []member{{"ok", ok}}
	for i := 0; i+1 < len(fields); i += 2 {
		members = append(members, member{fmt.Sprint(fields[i]), fields[i+1]})
	}
	if o.omitted > 0 {
		members = append(members, member{"lines_lost", o.omitted})
	}
	writeObject(to, "summary", now, members)
}

// member is one key of a JSON object with its value. A slice of members keeps their order; a map would not.
type member struct {
	key   string
	value any
}

// writeObject writes one line.
func writeObject(to *bytes.Buffer, event string, at time.Time, members []member) {
	members = append([]member{{"event", event}, {"time", at.UTC().Format("2006-01-02T15:04:05.000Z")}}, members...)
	for i, m := range members {
		to.WriteByte("{,"[min(i, 1)])
		to.WriteString(encode(m.key) + ":" + encode(m.value))
	}
	to.WriteString("}\n")
}

// encode returns a value as JSON. A value that JSON cannot hold, such as NaN, becomes the text that Go prints for it,
// so that the line is not lost.
func encode(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		encoded, err = json.Marshal(fmt.Sprint(value))
	}
	if err != nil {
		return "null"
	}
	return string(encoded)
}
