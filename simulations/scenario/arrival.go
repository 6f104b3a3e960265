package scenario

import (
	"fmt"
	"regexp"
	"time"
)

// Arrival is when the nodes of a group arrive: all at From if Over and PerSecond are zero, evenly distributed over an
// interval that begins at From, or as a Poisson process that begins there.
type Arrival struct {
	From      time.Duration
	Over      time.Duration
	PerSecond float64
}

const arrivalPattern = `^(at [0-9.a-zµ]+|over [0-9.a-zµ]+( from [0-9.a-zµ]+)?|poisson ` + number +
	`/s( from [0-9.a-zµ]+)?)$`

var arrivals = regexp.MustCompile(`^(at|over|poisson) (\S+?)(/s)?(?: from (\S+))?$`)

func (a *Arrival) parse(text string) error {
	wrong := fmt.Errorf("must be like \"at 5s\", \"over 10s\" or \"poisson 2/s\", "+
		"the last two with or without \"from 30s\", not %q", clip(text))
	found := arrivals.FindStringSubmatch(text)
	if found == nil {
		return wrong
	}
	word, value, perSecond, from := found[1], found[2], found[3] != "", found[4]
	var first, start Span
	if from != "" && (word == "at" || start.parse(from) != nil) {
		return wrong
	}
	if word == "poisson" {
		var rate Ratio
		if !perSecond || rate.parse(value) != nil || rate <= 0 || rate > 1e6 {
			return wrong
		}
		*a = Arrival{From: time.Duration(start), PerSecond: float64(rate)}
		return nil
	}
	if perSecond || first.parse(value) != nil {
		return wrong
	}
	if word == "at" {
		*a = Arrival{From: time.Duration(first)}
	} else {
		*a = Arrival{From: time.Duration(start), Over: time.Duration(first)}
	}
	return nil
}

// Departure is when a node leaves: never, or After the instant at which it has everything it wants (Done), or After
// its arrival.
type Departure struct {
	Leaves bool
	Done   bool
	After  time.Duration
}

const departurePattern = `^(never|when done|[0-9.a-zµ]+ after (done|start))$`

var departures = regexp.MustCompile(`^(\S+) after (done|start)$`)

func (d *Departure) parse(text string) error {
	switch text {
	case "never":
		*d = Departure{}
		return nil
	case "when done":
		*d = Departure{Leaves: true, Done: true}
		return nil
	}
	found := departures.FindStringSubmatch(text)
	var after Span
	if found == nil || after.parse(found[1]) != nil {
		return fmt.Errorf("must be never, \"when done\", or like \"30s after done\" or \"60s after start\", not %q",
			clip(text))
	}
	*d = Departure{Leaves: true, Done: found[2] == "done", After: time.Duration(after)}
	return nil
}
