package main

import (
	"fmt"
	"strings"

	"swarm/runtime/progress"
)

// report shows the table and the hash, except with -json.
func (d *demonstration) report() {
	if d.options.json {
		return
	}
	var table strings.Builder
	if err := progress.Table(&table, d.tally.Rows()); err != nil {
		table.WriteString(err.Error())
	}
	for line := range strings.Lines(table.String()) {
		d.progress.Say(strings.TrimRight(line, "\n"))
	}
	d.progress.Say(fmt.Sprintf("verified: every copy has SHA-256 %s", d.hash))
}

// summary returns the members of the last line of -json, without "ok".
func (d *demonstration) summary(err error) []any {
	fields := []any{"nodes", d.tally.Rows()}
	if d.hash != "" {
		fields = append(fields, "sha256", d.hash)
	}
	if err != nil {
		fields = append(fields, "error", err.Error())
	}
	return fields
}
