package scenario

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Selection names nodes: a group ("peers"), one node of it ("peers/3"), a range of its nodes ("peers/2-5"), several
// of these with commas between them, or "all".
type Selection []Selected

// Selected is one part of a selection. First and Last are zero for the whole group; Group is "" for all nodes.
type Selected struct {
	Group       string
	First, Last int
}

const (
	groupName        = `[a-z][a-z0-9_-]*`
	selectedPattern  = groupName + `(?:/[0-9]+(?:-[0-9]+)?)?`
	selectionPattern = `^` + selectedPattern + `(, ?` + selectedPattern + `)*$`
	maxSelected      = 1000
)

var (
	groupNames = regexp.MustCompile(`^` + groupName + `$`)
	selected   = regexp.MustCompile(`^(` + groupName + `)(?:/([0-9]+)(?:-([0-9]+))?)?$`)
)

func (s *Selection) parse(text string) error {
	parts := strings.Split(text, ",")
	if len(parts) > maxSelected {
		return fmt.Errorf("names more than %d parts", maxSelected)
	}
	var all Selection
	for _, part := range parts {
		one, ok := parseSelected(strings.TrimPrefix(part, " "))
		if !ok {
			return fmt.Errorf("must name nodes as \"peers\", \"peers/3\", \"peers/2-5\", "+
				"several of these with commas, or \"all\", not %q", clip(text))
		}
		all = append(all, one)
	}
	*s = all
	return nil
}

func parseSelected(text string) (Selected, bool) {
	found := selected.FindStringSubmatch(text)
	if found == nil {
		return Selected{}, false
	}
	if found[1] == "all" {
		return Selected{}, found[2] == ""
	}
	one := Selected{Group: found[1]}
	if found[2] == "" {
		return one, true
	}
	var err error
	if one.First, err = strconv.Atoi(found[2]); err != nil || one.First < 1 {
		return Selected{}, false
	}
	one.Last = one.First
	if found[3] != "" {
		if one.Last, err = strconv.Atoi(found[3]); err != nil || one.Last < one.First {
			return Selected{}, false
		}
	}
	return one, true
}

// String returns the selection as it is written in a scenario.
func (s Selection) String() string {
	parts := make([]string, len(s))
	for i, one := range s {
		parts[i] = one.String()
	}
	return strings.Join(parts, ", ")
}

// String returns the part as it is written in a scenario.
func (s Selected) String() string {
	switch {
	case s.Group == "":
		return "all"
	case s.First == 0:
		return s.Group
	case s.First == s.Last:
		return fmt.Sprintf("%s/%d", s.Group, s.First)
	}
	return fmt.Sprintf("%s/%d-%d", s.Group, s.First, s.Last)
}
