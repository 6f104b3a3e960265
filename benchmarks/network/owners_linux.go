package main

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"swarm/benchmarks/internal/emulator"
	"swarm/benchmarks/internal/process"
	"swarm/benchmarks/internal/sample"
)

// owners measures a download from several owners, each with its own uplink.
func owners(ctx context.Context, r *runner) error { return r.severalOwners(ctx, false) }

// stop measures the same, but suspends the first owner on the way: it falls silent without leaving.
func stop(ctx context.Context, r *runner) error { return r.severalOwners(ctx, true) }

func (r *runner) severalOwners(ctx context.Context, stops bool) error {
	o := r.options
	loss := o.losses[0]
	sites := []emulator.Site{{Name: "receiver", Up: o.back(loss)}}
	var sum float64
	for i, rate := range o.rates {
		sites = append(sites, emulator.Site{Name: fmt.Sprintf("owner%d", i+1), Up: o.bottleneck(rate, loss)})
		sum += rate
	}
	r.report.Title = fmt.Sprintf("%d owners, %.0f Mbit/s in all, round trip %v, queue %.3g BDP each", len(o.rates),
		sum/1e6, o.rtt, o.queue)
	for range o.rounds {
		if err := r.scene(ctx, sites, func(s *scene) error { return s.fromOwners(sum, stops) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) fromOwners(sum float64, stops bool) error {
	o := s.options
	length := o.sizeFor(sum, 2*singleDuration)
	members := map[string]string{}
	for i := range o.rates {
		members[fmt.Sprintf("node%d", i+1)] = fmt.Sprintf("owner%d", i+1)
	}
	last := len(o.rates) + 1
	members[fmt.Sprintf("node%d", last)] = "receiver"
	w, err := s.swarm("swarm", length, fmt.Sprintf("constants:\n  max_splitness_rate: %d\n", max(len(o.rates), 1)),
		members)
	if err != nil {
		return err
	}
	var first *process.Process
	var torrent string
	for i := range o.rates {
		p, made, err := w.send(i + 1)
		if err != nil {
			return err
		}
		if first == nil {
			first, torrent = p, made
		}
	}
	p, err := w.download(last, torrent)
	if err != nil {
		return err
	}
	var stopped time.Time
	if stops {
		if stopped, err = s.stopAt(first, length/3); err != nil {
			return err
		}
	}
	end, err := w.finished(p, last, o.limit(length, sum))
	if err != nil {
		return err
	}
	s.reportOwners(sum, length, end, stopped)
	return nil
}

// stopAt suspends a process once the given payload has arrived.
func (s *scene) stopAt(p *process.Process, payload int64) (time.Time, error) {
	to := s.lab.Addr("receiver")
	toReceiver := func(f emulator.Flow) bool { return f.To == to }
	for began := time.Now(); s.lab.Tally().Sum(toReceiver).ArrivedPayload < payload; {
		if time.Since(began) > 5*time.Minute {
			return time.Time{}, fmt.Errorf("the first third of the file did not arrive")
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Now(), syscall.Kill(p.PID(), syscall.SIGSTOP)
}

// reportOwners reports the whole download, the share of each owner, and when the rate had recovered.
func (s *scene) reportOwners(sum float64, length int64, end, stopped time.Time) {
	to := s.lab.Addr("receiver")
	all := s.lab.Tally().Sum(func(f emulator.Flow) bool { return f.To == to })
	seconds := end.Sub(all.First).Seconds()
	row0 := row{Name: "swarm", Seconds: seconds, Mbits: float64(length) * 8 / seconds / 1e6,
		SentOver: float64(all.SentPayload) / float64(length), WireOver: float64(all.SentBytes) / float64(length),
		Lost: all.Lost, Dropped: all.Dropped}
	row0.Share = row0.Mbits * 1e6 / sum
	if !stopped.IsZero() {
		othersSum := sum - s.options.rates[0]
		back, found := recovery(all.Timeline, stopped.Sub(s.lab.Tally().Start()), 0.8*othersSum)
		row0.Note = "the rate was not back at 80 % of the othersSum's sum"
		if found {
			row0.Note = fmt.Sprintf("80 %% of the othersSum's sum %.1f s after the stop", back.Seconds())
		}
		s.report.Timeline = around(all.Timeline, stopped.Sub(s.lab.Tally().Start()))
	}
	s.report.add(row0)
	for i, rate := range s.options.rates {
		c := s.lab.Tally().Sum(s.between(fmt.Sprintf("owner%d", i+1), "receiver", 0))
		span := c.Last.Sub(all.First).Seconds()
		one := row{Name: fmt.Sprintf("  owner %d, %.0f Mbit/s", i+1, rate/1e6), Seconds: span,
			Mbits:    float64(c.ArrivedPayload) * 8 / max(span, 1e-9) / 1e6,
			SentOver: float64(c.SentPayload) / float64(max(c.ArrivedPayload, 1)), Lost: c.Lost, Dropped: c.Dropped}
		one.Share = one.Mbits * 1e6 / rate
		s.report.add(one)
	}
}

// fanout measures one sender and several receivers that also serve each other. The links between receivers have no
// limit.
func fanout(ctx context.Context, r *runner) error {
	o := r.options
	loss := o.losses[0]
	r.report.Title = fmt.Sprintf("one sender behind %.0f Mbit/s, %d receivers, round trip %v, queue %.3g BDP",
		o.rate/1e6, o.receivers, o.rtt, o.queue)
	sites := []emulator.Site{{Name: "sender", Up: o.bottleneck(o.rate, loss)}}
	for i := range o.receivers {
		sites = append(sites, emulator.Site{Name: fmt.Sprintf("receiver%d", i+1), Up: o.back(loss)})
	}
	for range o.rounds {
		if err := r.scene(ctx, sites, (*scene).fan); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) fan() error {
	o := s.options
	length := o.sizeFor(o.rate, singleDuration)
	members := map[string]string{"node1": "sender"}
	for i := range o.receivers {
		members[fmt.Sprintf("node%d", i+2)] = fmt.Sprintf("receiver%d", i+1)
	}
	w, err := s.swarm("swarm", length, "", members)
	if err != nil {
		return err
	}
	_, torrent, err := w.send(1)
	if err != nil {
		return err
	}
	processes := make([]*process.Process, o.receivers)
	for i := range processes {
		// With seed, the first receivers to finish keep serving the others.
		if processes[i], err = w.Download(i+2, w.listen(i+2), torrent, true); err != nil {
			return err
		}
	}
	ends := make([]time.Time, o.receivers)
	for i, p := range processes {
		if ends[i], err = w.arrived(p, o.limit(length*int64(o.receivers), o.rate)); err != nil {
			return err
		}
	}
	for i := range processes {
		if err := sample.Check(w.Copy(i+2, filepath.Base(w.file)), s.sums[length]); err != nil {
			return err
		}
	}
	s.reportFanout(length, ends)
	return nil
}

// reportFanout reports the sender's uplink until the first receiver had the file, and each receiver.
func (s *scene) reportFanout(length int64, ends []time.Time) {
	from := s.lab.Addr("sender")
	up := s.lab.Tally().Sum(func(f emulator.Flow) bool { return f.From == from })
	firstEnd, lastEnd := ends[0], ends[0]
	for _, end := range ends {
		if end.Before(firstEnd) {
			firstEnd = end
		}
		if end.After(lastEnd) {
			lastEnd = end
		}
	}
	payload := arrivedUntil(up.Timeline, firstEnd.Sub(s.lab.Tally().Start()))
	busy := firstEnd.Sub(up.First).Seconds()
	uplink := row{Name: "uplink, until the first was done", Seconds: busy, Mbits: float64(payload) * 8 / busy / 1e6,
		SentOver: float64(up.SentPayload) / float64(length), Lost: up.Lost, Dropped: up.Dropped,
		Note: fmt.Sprintf("the last was done %.0f %% after the first", 100*(lastEnd.Sub(up.First).Seconds()/busy-1))}
	uplink.Share = uplink.Mbits * 1e6 / s.options.rate
	inUse := uplink.Share * float64(up.SentBytes) / float64(max(up.SentPayload, 1))
	uplink.Note = fmt.Sprintf("%.1f %% of the uplink in use, with headers; ", 100*inUse) + uplink.Note
	s.report.add(uplink)
	for i, end := range ends {
		seconds := end.Sub(up.First).Seconds()
		got := row{Name: fmt.Sprintf("  receiver %d", i+1), Seconds: seconds,
			Mbits: float64(length) * 8 / seconds / 1e6}
		s.report.add(got)
	}
}
