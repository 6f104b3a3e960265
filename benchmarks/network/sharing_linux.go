package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"swarm/benchmarks/internal/emulator"
)

// shared sends a Swarm download and a TCP flow through one bottleneck. The measured interval begins with the first
// payload of the flow that starts last.
func shared(ctx context.Context, r *runner) error {
	o := r.options
	at := slices.IndexFunc(o.flows, func(flow string) bool { return flow != "swarm" })
	if at < 0 {
		return fmt.Errorf("-flows must name a TCP flow, such as cubic")
	}
	control, loss := o.flows[at], o.losses[0]
	r.report.Title = fmt.Sprintf("Swarm and TCP %s for %v: %.0f Mbit/s, round trip %v, queue %.3g BDP", control,
		o.interval, o.rate/1e6, o.rtt, o.queue)
	sites := []emulator.Site{
		{Name: "sender", Up: o.bottleneck(o.rate, loss)}, {Name: "receiver", Up: o.back(loss)},
		{Name: "tcpsender", UpWith: "sender"}, {Name: "tcpreceiver", Up: o.back(loss)}}
	for range o.rounds {
		if err := r.scene(ctx, sites, func(s *scene) error { return s.share(control) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) share(control string) error {
	length := s.options.sizeFor(s.options.rate, s.options.interval+5*time.Second)
	w, err := s.swarm("swarm", length, "", map[string]string{"node1": "sender", "node2": "receiver"})
	if err != nil {
		return err
	}
	_, torrent, err := w.send(1)
	if err != nil {
		return err
	}
	// This TCP stream is long enough never to end by itself; it ends with the scene.
	if _, err := s.tcp("tcpsender", "tcpreceiver", control, 1<<40); err != nil {
		return err
	}
	if _, err := w.download(2, torrent); err != nil {
		return err
	}
	return s.watch(watched{"swarm", "sender", "receiver"}, watched{"tcp " + control, "tcpsender", "tcpreceiver"})
}

// pair sends two independent Swarm downloads through one bottleneck.
func pair(ctx context.Context, r *runner) error {
	o := r.options
	loss := o.losses[0]
	r.report.Title = fmt.Sprintf("two Swarm downloads for %v: %.0f Mbit/s, round trip %v, queue %.3g BDP", o.interval,
		o.rate/1e6, o.rtt, o.queue)
	sites := []emulator.Site{
		{Name: "sender1", Up: o.bottleneck(o.rate, loss)}, {Name: "receiver1", Up: o.back(loss)},
		{Name: "sender2", UpWith: "sender1"}, {Name: "receiver2", Up: o.back(loss)}}
	for range o.rounds {
		if err := r.scene(ctx, sites, (*scene).both); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) both() error {
	// Each download must last long enough even if it gets three quarters of the rate.
	length := s.options.sizeFor(s.options.rate*3/4, s.options.interval+5*time.Second)
	var fleets [2]*swarm
	var torrents [2]string
	for i := range fleets {
		w, err := s.swarm(fmt.Sprintf("swarm%d", i+1), length, "",
			map[string]string{"node1": fmt.Sprintf("sender%d", i+1), "node2": fmt.Sprintf("receiver%d", i+1)})
		if err != nil {
			return err
		}
		if _, torrents[i], err = w.send(1); err != nil {
			return err
		}
		fleets[i] = w
	}
	for i, w := range fleets {
		if _, err := w.download(2, torrents[i]); err != nil {
			return err
		}
	}
	return s.watch(watched{"swarm 1", "sender1", "receiver1"}, watched{"swarm 2", "sender2", "receiver2"})
}

// watched is one of the flows that share the bottleneck.
type watched struct{ name, from, to string }

// watch waits until all flows have started, and counts what arrives in the interval.
func (s *scene) watch(flows ...watched) error {
	begun := time.Now()
	counts := func(w watched) emulator.Counts { return s.lab.Tally().Sum(s.between(w.from, w.to, 0)) }
	for _, w := range flows {
		for counts(w).ArrivedPayload == 0 {
			if time.Since(begun) > time.Minute {
				return fmt.Errorf("%s did not start", w.name)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	before := make([]emulator.Counts, len(flows))
	for i, w := range flows {
		before[i] = counts(w)
	}
	began := time.Now()
	time.Sleep(s.options.interval)
	seconds := time.Since(began).Seconds()
	var total float64
	rows := make([]row, len(flows))
	for i, w := range flows {
		after := counts(w)
		arrived, sent := after.ArrivedPayload-before[i].ArrivedPayload, after.SentPayload-before[i].SentPayload
		rows[i] = row{Name: w.name, LossPercent: s.options.losses[0] * 100, Seconds: seconds,
			Mbits:    float64(arrived) * 8 / seconds / 1e6,
			SentOver: float64(sent) / float64(max(arrived, 1)), Lost: after.Lost - before[i].Lost,
			Dropped: after.Dropped - before[i].Dropped}
		if time.Since(after.Last) > time.Second {
			rows[i].Note = "ended or stalled within the window"
		}
		total += rows[i].Mbits
	}
	for _, row := range rows {
		row.Share = row.Mbits / max(total, 1e-9)
		s.report.add(row)
	}
	return nil
}
