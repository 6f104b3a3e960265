package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"swarm/cmd/internal/cli"
	"swarm/runtime/progress"
	"swarm/simulations/replay"
)

// show prints how far a run is, and its result: for people, or as JSON objects for a program.
type show struct {
	out    io.Writer
	status *progress.StatusLine
}

func newShow(out io.Writer, asJSON bool) *show {
	return &show{out: out, status: progress.NewStatusLine(out, asJSON)}
}

// progress prints how far a run is. It is called far more often than anybody wants to read, and prints now and then.
func (s *show) progress(p replay.Progress, began time.Time) {
	now := time.Now()
	if !s.status.Due(now) {
		return
	}
	wall := now.Sub(began)
	speed := float64(p.Events) / wall.Seconds()
	if s.status.Kind == progress.JSON {
		s.object(map[string]any{"event": "progress", "virtual_s": p.At.Seconds(), "wall_s": wall.Seconds(),
			"arrived": p.Arrived, "wanting": p.Wanting, "done": p.Done, "bytes": p.Fetched, "events": p.Events,
			"events_per_s": int64(speed)})
		return
	}
	s.status.Show(fmt.Sprintf("%8s  %d of %d done, %s fetched, %s events/s", p.At.Round(time.Second/10),
		p.Done, p.Wanting, progress.Size(p.Fetched), thousands(int64(speed))))
}

// summary prints the result of a run.
func (s *show) summary(o runOptions, outcome *replay.Outcome, wall time.Duration, profile *profiling) {
	s.status.Clear()
	done, wanting := outcome.Done()
	speed := float64(outcome.Events) / wall.Seconds()
	if s.status.Kind == progress.JSON {
		s.object(summaryOf(o, outcome, wall, profile))
		return
	}
	for _, failure := range outcome.Failures {
		fmt.Fprintf(s.out, "FAILED  %v\n", failure)
	}
	fmt.Fprintf(s.out, "%s, seed %d: %d of %d nodes done in %v of virtual time",
		o.name, o.seed, done, wanting, outcome.Ended.Round(time.Millisecond))
	if outcome.Efficiency() > 0 {
		fmt.Fprintf(s.out, "\n  lower bound %v, measured %v, efficiency %.3f",
			outcome.Bound.Round(time.Millisecond), outcome.Measured.Round(time.Millisecond), outcome.Efficiency())
	}
	fmt.Fprintf(s.out, "\n  %s events in %v, %s a second; %s of memory, %s a node\n  trace %s\n",
		thousands(int64(outcome.Events)), wall.Round(time.Millisecond), thousands(int64(speed)),
		progress.Size(int64(profile.peak)), progress.Size(int64(profile.perNode(len(outcome.Nodes)))), outcome.Trace)
}

// summaryOf returns the members of the JSON object "summary".
func summaryOf(o runOptions, outcome *replay.Outcome, wall time.Duration, profile *profiling) map[string]any {
	failures := []string{}
	for _, failure := range outcome.Failures {
		failures = append(failures, failure.String())
	}
	done, wanting := outcome.Done()
	c := outcome.Counts
	return map[string]any{"event": "summary", "scenario": o.name, "seed": o.seed, "trace": outcome.Trace,
		"ok": outcome.OK(), "failures": failures, "virtual_s": outcome.Ended.Seconds(), "wall_s": wall.Seconds(),
		"events": outcome.Events, "events_per_s": int64(float64(outcome.Events) / wall.Seconds()),
		"nodes": len(outcome.Nodes), "wanting": wanting, "done": done, "bound_s": outcome.Bound.Seconds(),
		"measured_s": outcome.Measured.Seconds(), "efficiency": outcome.Efficiency(),
		"block_bytes": c.BlockBytes, "blocks": c.Blocks, "blocks_lost": c.Lost, "blocks_repeated": c.Repeated,
		"dead_letters": outcome.DeadLetters, "peak_heap_bytes": profile.peak,
		"heap_bytes_per_node": profile.perNode(len(outcome.Nodes)), "commit": cli.Commit()}
}

func (s *show) object(members map[string]any) {
	line, err := json.Marshal(members)
	if err != nil {
		panic("simulate: " + err.Error()) // cannot happen: members holds numbers and texts
	}
	fmt.Fprintf(s.out, "%s\n", line)
}

// thousands returns a number with commas: 1,234,567.
func thousands(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
