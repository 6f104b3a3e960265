package messages

import (
	"fmt"
	"strconv"
	"strings"
)

// Rate is a limit in bytes of payload per second. 0 means no limit.
type Rate int64

// A limit must be between MinRate and MaxRate, in bytes per second. A lower one is probably a slip, such as 500 for
// 500k: at one block per second a download would take days. A higher one is beyond today's machines.
const (
	MinRate Rate = 1000
	MaxRate Rate = 10_000_000_000
)

// rateUnits are the units that a rate may have: powers of ten, as is usual for network speeds, and powers of two.
var rateUnits = []struct {
	suffix string
	bytes  int64
}{
	{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"KB", 1e3}, {"B", 1},
	{"G", 1e9}, {"g", 1e9}, {"M", 1e6}, {"m", 1e6}, {"K", 1e3}, {"k", 1e3},
}

// String returns "none", or the rate in the largest unit that divides it, such as "2MB/s".
func (r Rate) String() string {
	if r == 0 {
		return "none"
	}
	for _, suffix := range []string{"GB", "MB", "kB"} {
		if bytes := unitOf(suffix); int64(r)%bytes == 0 {
			return strconv.FormatInt(int64(r)/bytes, 10) + suffix + "/s"
		}
	}
	return strconv.FormatInt(int64(r), 10) + "B/s"
}

func unitOf(suffix string) int64 {
	for _, unit := range rateUnits {
		if unit.suffix == suffix {
			return unit.bytes
		}
	}
	return 1
}

// ParseRate parses a rate such as 500k, 2MB, 1.5MiB, 2000000, 0 or none, with an optional "/s". k, M and G are powers
// of ten, as are kB, MB and GB; KiB, MiB and GiB are powers of two. Units such as mb are rejected, because they may
// mean bits.
func ParseRate(text string) (Rate, error) {
	wrong := fmt.Errorf("must be bytes per second, such as 500k, 2MB or 1.5MiB, or none; not %q", clipRate(text))
	number := strings.TrimSuffix(strings.TrimSpace(text), "/s")
	if number == "none" {
		return 0, nil
	}
	factor := int64(1)
	for _, unit := range rateUnits {
		if rest, found := strings.CutSuffix(number, unit.suffix); found {
			number, factor = strings.TrimSpace(rest), unit.bytes
			break
		}
	}
	if number == "" || len(number) > 20 || strings.Trim(number, "0123456789.") != "" {
		return 0, wrong
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, wrong
	}
	bytes := value * float64(factor)
	switch {
	case bytes == 0:
		return 0, nil
	case bytes < float64(MinRate):
		return 0, fmt.Errorf("is %q: a limit is at least %v; write none for no limit", clipRate(text), MinRate)
	case bytes > float64(MaxRate):
		return 0, fmt.Errorf("is %q: a limit is at most %v; write none for no limit", clipRate(text), MaxRate)
	}
	return Rate(bytes + 0.5), nil
}

// clipRate shortens hostile text for an error message.
func clipRate(text string) string {
	const most = 32
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
