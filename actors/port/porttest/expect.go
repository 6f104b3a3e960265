package porttest

import (
	"fmt"
	"strings"
	"testing"
)

// Kinds names the types of what was said, so that the course of a dialogue can be read: "Hello", "Query".
func Kinds[E any](said []E) []string {
	kinds := []string{}
	for _, message := range said {
		name := fmt.Sprintf("%T", message)
		kinds = append(kinds, name[strings.LastIndexByte(name, '.')+1:])
	}
	return kinds
}

// All gives what was said of one type.
func All[T, E any](said []E) []T {
	var all []T
	for _, message := range said {
		if of, ok := any(message).(T); ok {
			all = append(all, of)
		}
	}
	return all
}

// Only gives the one thing that was said; anything else fails the test.
func Only[T, E any](t testing.TB, said []E) T {
	t.Helper()
	all := All[T](said)
	if len(said) != 1 || len(all) != 1 {
		var want T
		t.Fatalf("want one %T and nothing else, got %v", want, Kinds(said))
	}
	return all[0]
}
