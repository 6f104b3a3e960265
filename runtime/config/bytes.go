package config

import (
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"swarm/messages/strictyaml"
	"swarm/messages/wording"
)

// Bytes is a size. The file has it as a number of bytes, or as a number with the unit B, KiB, MiB or GiB.
type Bytes int64

// units are the accepted units, the largest first.
var units = []struct {
	suffix string
	bytes  int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// String returns the size in the largest unit that divides it: 8MiB, but 1400.
func (b Bytes) String() string {
	for _, unit := range units {
		if int64(b)%unit.bytes == 0 && int64(b) != 0 && unit.bytes > 1 {
			return strconv.FormatInt(int64(b)/unit.bytes, 10) + unit.suffix
		}
	}
	return strconv.FormatInt(int64(b), 10)
}

// ParseBytes reads a size in the form of the file. Flags that take a size use it too.
func ParseBytes(text string) (Bytes, error) {
	digits, factor := strings.ReplaceAll(text, "_", ""), int64(1)
	for _, unit := range units {
		if number, found := strings.CutSuffix(digits, unit.suffix); found {
			digits, factor = strings.TrimSpace(number), unit.bytes
			break
		}
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || number < 0 || number > (1<<62)/factor {
		return 0, fmt.Errorf("must be a size such as 1400, 256KiB or 8MiB, not %q", wording.Clip(text))
	}
	return Bytes(number * factor), nil
}

func (b *Bytes) decode(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("must be a size such as 1400, 256KiB or 8MiB, not %s", strictyaml.Describe(node))
	}
	size, err := ParseBytes(node.Value)
	if err == nil {
		*b = size
	}
	return err
}
