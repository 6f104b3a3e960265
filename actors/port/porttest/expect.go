package porttest

import (
	"fmt"
	"strings"
	"testing"
)

// Kinds returns the type names of messages without their packages, so that the course of a dialogue can be read:
// "Hello", "Query".
func Kinds[E any](all []E) []string {
	kinds := []string{}
	for _, message := range all {
		name := fmt.Sprintf("%T", message)
		kinds = append(kinds, name[strings.LastIndexByte(name, '.')+1:])
	}
	return kinds
}

// All returns the messages of one type.
func All[T, E any](messages []E) []T {
	var all []T
	for _, message := range messages {
		if wanted, ok := any(message).(T); ok {
			all = append(all, wanted)
		}
	}
	return all
}

// Only returns the single message, which must be of type T. Otherwise the test fails.
func Only[T, E any](t testing.TB, messages []E) T {
	t.Helper()
	all := All[T](messages)
	if len(messages) != 1 || len(all) != 1 {
		var want T
		t.Fatalf("want one %T and nothing else, got %v", want, Kinds(messages))
	}
	return all[0]
}
