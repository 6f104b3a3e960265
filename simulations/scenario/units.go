package scenario

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"swarm/messages/wording"
)

// The types of quantities. Each is written with its unit, with or without a space before it.
type (
	Size  int64         // bytes
	Rate  int64         // bytes a second; zero: no limit
	Span  time.Duration // nanoseconds
	Share float64       // 0 to 1
	Count int
	Ratio float64
	Flag  bool
)

// unit is a unit of a quantity.
type unit struct {
	name   string
	factor float64 // in base units
}

var (
	sizeUnits = []unit{{"B", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"KiB", 1 << 10}, {"MiB", 1 << 20},
		{"GiB", 1 << 30}}
	rateUnits = []unit{{"bit/s", 0.125}, {"kbit/s", 125}, {"Mbit/s", 125e3}, {"Gbit/s", 125e6},
		{"B/s", 1}, {"kB/s", 1e3}, {"MB/s", 1e6}, {"GB/s", 1e9}}
	shareUnits = []unit{{"%", 0.01}}
)

// Upper limits of quantities. Larger values are typing errors, and arithmetic with them might overflow.
const (
	maxSize  = Size(1 << 50)
	maxRate  = Rate(1 << 40)
	maxSpan  = Span(100 * 24 * time.Hour)
	maxCount = Count(1_000_000)
)

// number matches what may stand before a unit: a decimal number without exponent.
const number = `[0-9]+(?:\.[0-9]+)?`

var numeral = regexp.MustCompile(`^(` + number + `) ?([a-zA-Z%/]+)$`)

// pattern returns a regular expression for a quantity with one of these units, for the schema.
func pattern(units []unit) string {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.name
	}
	return "^" + number + " ?(" + strings.Join(names, "|") + ")$"
}

// quantity parses a number with one of the units.
func quantity(text string, units []unit, maximum float64) (float64, bool) {
	found := numeral.FindStringSubmatch(text)
	if found == nil {
		return 0, false
	}
	value, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return 0, false
	}
	for _, u := range units {
		if u.name == found[2] {
			value *= u.factor
			return value, value <= maximum
		}
	}
	return 0, false
}

func (s *Size) parse(text string) error {
	value, ok := quantity(text, sizeUnits, float64(maxSize))
	if !ok || value != math.Trunc(value) {
		return fmt.Errorf("must be a size such as 64 MiB, 256 kB or 1400 B, not %q", clip(text))
	}
	*s = Size(value)
	return nil
}

func (r *Rate) parse(text string) error {
	value, ok := quantity(text, rateUnits, float64(maxRate))
	if !ok || value < 1 {
		return fmt.Errorf("must be a rate such as 6 Mbit/s or 500 kB/s, not %q", clip(text))
	}
	*r = Rate(value)
	return nil
}

func (s *Share) parse(text string) error {
	value, ok := quantity(text, shareUnits, 1)
	if !ok {
		return fmt.Errorf("must be a share from 0 %% to 100 %%, not %q", clip(text))
	}
	*s = Share(value)
	return nil
}

func (s *Span) parse(text string) error {
	value, err := time.ParseDuration(text)
	if err != nil || value < 0 || Span(value) > maxSpan || strings.HasPrefix(text, "+") {
		return fmt.Errorf("must be a time such as 20ms, 1.5s, 10m or 2h, not %q", clip(text))
	}
	*s = Span(value)
	return nil
}

func (c *Count) parse(text string) error {
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 || Count(value) > maxCount || text[0] == '+' {
		return fmt.Errorf("must be a whole number from 0 to %d, not %q", maxCount, clip(text))
	}
	*c = Count(value)
	return nil
}

func (r *Ratio) parse(text string) error {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || !(value >= 0 && value <= 1e12) {
		return fmt.Errorf("must be a number, not %q", clip(text))
	}
	*r = Ratio(value)
	return nil
}

func (f *Flag) parse(text string) error {
	switch text {
	case "yes", "true":
		*f = true
	case "no", "false":
		*f = false
	default:
		return fmt.Errorf("must be yes or no, not %q", clip(text))
	}
	return nil
}

// String returns the time as Go writes it.
func (s Span) String() string { return time.Duration(s).String() }

// clip shortens a text for an error message.
func clip(text string) string { return wording.Clip(text) }

// Round returns the time in whole microseconds, so that its text is exact.
func (s Span) Round() Span { return Span(time.Duration(s).Round(time.Microsecond)) }
