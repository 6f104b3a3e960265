package scenario

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// String returns the step as it is written in a scenario, for example {at: 5s, do: crash, nodes: peers/3}. Parse can
// read it.
func (s Step) String() string {
	var parts []string
	value := reflect.ValueOf(s)
	for i := range value.NumField() {
		tag := value.Type().Field(i).Tag
		if tag.Get("key") != "" && (tag.Get("need") != "" || !value.Field(i).IsZero()) {
			parts = append(parts, tag.Get("key")+": "+format(value.Field(i).Interface()))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// format returns a value with its unit.
func format(value any) string {
	switch v := value.(type) {
	case Span:
		return v.String()
	case Selection:
		return strconv.Quote(v.String())
	case Share:
		return strconv.FormatFloat(float64(v)*100, 'g', 12, 64) + " %"
	case Rate:
		return strconv.FormatInt(int64(v), 10) + " B/s"
	case Size:
		return strconv.FormatInt(int64(v), 10) + " B"
	case Ratio:
		return strconv.FormatFloat(float64(v), 'f', -1, 64)
	case Flag:
		return map[bool]string{true: "yes", false: "no"}[bool(v)]
	}
	return fmt.Sprint(value)
}
