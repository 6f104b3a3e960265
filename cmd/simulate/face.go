package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"swarm/runtime/progress"
	"swarm/simulations/replay"
)

// face shows a run: one line that is drawn over on a terminal, plain lines in a pipe, JSON for a program.
type face struct {
	out   io.Writer
	kind  progress.Kind
	every time.Duration // of wall time, between two lines
	shown time.Duration
	drawn bool // a line stands on the terminal that is to be drawn over
}

func newFace(out *os.File, asJSON bool) *face {
	f := &face{out: out, kind: progress.KindFor(out, asJSON), every: 2 * time.Second}
	if f.kind == progress.Bars {
		f.every = 100 * time.Millisecond
	}
	return f
}

func (f *face) progress(p replay.Progress, wall time.Duration) {
	if wall-f.shown < f.every {
		return
	}
	f.shown = wall
	speed := float64(p.Events) / wall.Seconds()
	if f.kind == progress.JSON {
		f.object(map[string]any{"event": "progress", "virtual_s": p.At.Seconds(), "wall_s": wall.Seconds(), "arrived": p.Arrived,
			"wanting": p.Wanting, "done": p.Done, "bytes": p.Fetched, "events": p.Events, "events_per_s": int64(speed)})
		return
	}
	line := fmt.Sprintf("%8s  %d of %d done, %s fetched, %s events/s", p.At.Round(time.Second/10), p.Done, p.Wanting,
		progress.Size(p.Fetched), thousands(int64(speed)))
	if f.kind == progress.Bars {
		fmt.Fprintf(f.out, "\r\x1b[K%s", line)
		f.drawn = true
		return
	}
	fmt.Fprintln(f.out, line)
}

// clear takes away the line that is drawn over.
func (f *face) clear() {
	if f.drawn {
		fmt.Fprint(f.out, "\r\x1b[K")
		f.drawn = false
	}
}

// summary is the last thing that is said of a run.
func (f *face) summary(o runOptions, outcome *replay.Outcome, wall time.Duration, profile *profiling) {
	f.clear()
	done, wanting := outcome.Done()
	speed := float64(outcome.Events) / wall.Seconds()
	if f.kind == progress.JSON {
		f.object(summaryOf(o, outcome, wall, profile))
		return
	}
	for _, failure := range outcome.Failures {
		fmt.Fprintf(f.out, "FAILED  %v\n", failure)
	}
	fmt.Fprintf(f.out, "%s, seed %d: %d of %d nodes done in %v of virtual time", o.name, o.seed, done, wanting, outcome.Ended.Round(time.Millisecond))
	if outcome.Efficiency() > 0 {
		fmt.Fprintf(f.out, "\n  lower bound %v, measured %v, efficiency %.3f", outcome.Bound.Round(time.Millisecond),
			outcome.Measured.Round(time.Millisecond), outcome.Efficiency())
	}
	fmt.Fprintf(f.out, "\n  %s events in %v, %s a second; %s of memory, %s a node\n  trace %s\n", thousands(int64(outcome.Events)),
		wall.Round(time.Millisecond), thousands(int64(speed)), progress.Size(int64(profile.peak)),
		progress.Size(int64(profile.perNode(len(outcome.Nodes)))), outcome.Trace)
}

func summaryOf(o runOptions, outcome *replay.Outcome, wall time.Duration, profile *profiling) map[string]any {
	failures := []string{}
	for _, failure := range outcome.Failures {
		failures = append(failures, failure.String())
	}
	done, wanting := outcome.Done()
	c := outcome.Counts
	return map[string]any{"event": "summary", "scenario": o.name, "seed": o.seed, "trace": outcome.Trace, "ok": outcome.OK(),
		"failures": failures, "virtual_s": outcome.Ended.Seconds(), "wall_s": wall.Seconds(), "events": outcome.Events,
		"events_per_s": int64(float64(outcome.Events) / wall.Seconds()), "nodes": len(outcome.Nodes), "wanting": wanting, "done": done,
		"bound_s": outcome.Bound.Seconds(), "measured_s": outcome.Measured.Seconds(), "efficiency": outcome.Efficiency(),
		"block_bytes": c.BlockBytes, "blocks": c.Blocks, "blocks_lost": c.Lost, "blocks_repeated": c.Repeated,
		"dead_letters": outcome.Letters, "peak_heap_bytes": profile.peak, "heap_bytes_per_node": profile.perNode(len(outcome.Nodes)), "commit": commit()}
}

func (f *face) object(members map[string]any) {
	line, err := json.Marshal(members)
	if err != nil {
		panic("simulate: " + err.Error()) // numbers and texts
	}
	fmt.Fprintf(f.out, "%s\n", line)
}

// thousands writes a number with a comma between groups.
func thousands(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
