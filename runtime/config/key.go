package config

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// keyOf gives the key that a field of a group has in the file.
func keyOf(field reflect.StructField) string { return field.Tag.Get("yaml") }

func fieldFor(group reflect.Value, key string) (reflect.Value, bool) {
	for i := range group.NumField() {
		if keyOf(group.Type().Field(i)) == key {
			return group.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// knownKeys lists all keys, each with its group before it, in the order of the structs.
func knownKeys(group reflect.Value, prefix string) []string {
	var keys []string
	for i := range group.NumField() {
		key := prefix + keyOf(group.Type().Field(i))
		keys = append(keys, key)
		if field := group.Field(i); field.Kind() == reflect.Struct && !isValue(field) {
			keys = append(keys, knownKeys(field, key+".")...)
		}
	}
	return keys
}

// unknownKey names the nearest key of the whole file: a key in the wrong group is as common as a slip of the finger.
func unknownKey(key *yaml.Node, group string) error {
	cfg := Defaults()
	where := ""
	if group != "" {
		where = " in " + group
	}
	nearest, distance := "", len(key.Value)/2+1
	for _, known := range knownKeys(reflect.ValueOf(&cfg).Elem(), "") {
		inGroup, last := "", known
		if dot := strings.LastIndexByte(known, '.'); dot >= 0 {
			inGroup, last = known[:dot], known[dot+1:]
		}
		away := 2 * editDistance(strings.ToLower(key.Value), last)
		if inGroup != group {
			away++ // of two that are equally near, the one in this group is meant
		}
		if away < 2*distance {
			nearest, distance = known, (away+1)/2
		}
	}
	if nearest == "" {
		return fmt.Errorf("line %d: unknown key %q%s: config.yaml of the repository lists all keys", key.Line, clip(key.Value), where)
	}
	return fmt.Errorf("line %d: unknown key %q%s: did you mean %q?", key.Line, clip(key.Value), where, nearest)
}

// clip keeps hostile text from filling a screen.
func clip(text string) string {
	const most = 64
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// editDistance counts the letters to add, drop or change (Levenshtein). Only the start of a long key is looked at.
func editDistance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
