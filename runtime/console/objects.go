package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"swarm/messages"
)

// objects shows progress as one JSON object a line. Each begins with "event" and "time"; a fact's event is its name and
// its fields are its own, in snake_case, times in seconds with _s behind the key.
//
// Facts of which a fast transfer has hundreds a second, pieces verified and hashing, become an object "progress" now and
// then.
type objects struct {
	every time.Duration
	lost  uint64 // lines that are missing, since the beginning
}

func (o *objects) wants(fact messages.Fact) bool {
	switch fact.(type) {
	case messages.PieceVerified, messages.HashProgress:
		return false
	}
	return true
}

func (o *objects) news(to *bytes.Buffer, items []item, lost uint64) {
	o.lost += lost
	for _, i := range items {
		if i.fact == nil {
			writeObject(to, "note", i.at, []member{{"text", i.text}})
			continue
		}
		event, members := factMembers(i.fact)
		writeObject(to, event, i.at, members)
	}
}

func (o *objects) board(to *bytes.Buffer, b *board, now time.Time) {
	for i := range b.hashing {
		if h := &b.hashing[i]; h.dirty && now.Sub(h.shown) >= o.every {
			h.shown, h.dirty = now, false
			writeObject(to, "hash_progress", now, []member{{"node", h.node}, {"name", h.name}, {"bytes", h.bytes}, {"total", h.total}})
		}
	}
	for _, t := range b.transfers {
		if !t.dirty || now.Sub(t.shown) < o.every {
			continue
		}
		t.shown, t.dirty = now, false
		speed := t.speed.bytesPerSec(now)
		members := []member{{"node", t.node}, {"info_hash", t.file.InfoHash.String()}, {"name", t.file.Name}, {"bytes", t.bytes},
			{"total", t.file.Length}, {"bytes_per_s", int64(speed)}, {"owners", len(t.owners)}}
		if left, known := t.eta(speed); known {
			members = append(members, member{"eta_s", left.Seconds()})
		}
		writeObject(to, "progress", now, members)
	}
}

func (o *objects) summary(to *bytes.Buffer, now time.Time, ok bool, fields []any) {
	members := []member{{"ok", ok}}
	for i := 0; i+1 < len(fields); i += 2 {
		members = append(members, member{fmt.Sprint(fields[i]), fields[i+1]})
	}
	if o.lost > 0 {
		members = append(members, member{"lines_lost", o.lost})
	}
	writeObject(to, "summary", now, members)
}

// member is one key of an object; a slice of them keeps the order, which a map would not.
type member struct {
	key   string
	value any
}

func writeObject(to *bytes.Buffer, event string, at time.Time, members []member) {
	members = append([]member{{"event", event}, {"time", at.UTC().Format("2006-01-02T15:04:05.000Z")}}, members...)
	for i, m := range members {
		to.WriteByte("{,"[min(i, 1)])
		to.WriteString(encode(m.key) + ":" + encode(m.value))
	}
	to.WriteString("}\n")
}

// encode writes a value as JSON. One that JSON cannot hold, such as NaN, is written as Go prints it: a line with a text
// beats a line that is lost.
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
