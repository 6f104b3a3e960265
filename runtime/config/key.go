package config

import (
	"fmt"
	"reflect"
	"strings"

	"swarm/messages/wording"
)

// knownKeys returns all keys, each with its group before it, in the order of the structs.
func knownKeys(group reflect.Value, prefix string) []string {
	var keys []string
	for i := range group.NumField() {
		key := prefix + group.Type().Field(i).Tag.Get("yaml")
		keys = append(keys, key)
		if field := group.Field(i); isGroup(field) {
			keys = append(keys, knownKeys(field, key+".")...)
		}
	}
	return keys
}

// unknownKey returns an error that suggests the most similar key of the whole file: a key in the wrong group is as
// common as a mistyped one.
func unknownKey(key, group string, _ []string) error {
	cfg := Defaults()
	where := ""
	if group != "" {
		where = " in " + group
	}
	nearest, distance := "", len(key)/2+1
	for _, known := range knownKeys(reflect.ValueOf(&cfg).Elem(), "") {
		knownGroup, name := "", known
		if dot := strings.LastIndexByte(known, '.'); dot >= 0 {
			knownGroup, name = known[:dot], known[dot+1:]
		}
		// Distances are doubled, so that the same group wins between two keys that are equally similar.
		doubled := 2 * wording.Distance(strings.ToLower(key), name)
		if knownGroup != group {
			doubled++
		}
		if doubled < 2*distance {
			nearest, distance = known, (doubled+1)/2
		}
	}
	key = wording.Clip(key)
	if nearest == "" {
		return fmt.Errorf("unknown key %q%s: config.yaml of the repository lists all keys", key, where)
	}
	return fmt.Errorf("unknown key %q%s: did you mean %q?", key, where, nearest)
}
