package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"swarm/benchmarks/internal/emulator"
)

// singleDuration is how long a single transfer lasts at the full rate: long enough that start-up has little weight.
const singleDuration = 10 * time.Second

// single measures each flow by itself, for each loss.
func single(ctx context.Context, r *runner) error {
	r.report.Title = fmt.Sprintf("one transfer at a time: %.0f Mbit/s, round trip %v, queue %.3g BDP",
		r.options.rate/1e6, r.options.rtt, r.options.queue)
	for range r.options.rounds {
		for _, loss := range r.options.losses {
			for _, flow := range r.options.flows {
				if err := r.measureSingle(ctx, flow, loss); err != nil {
					return fmt.Errorf("%s at a loss of %.3g %%: %w", flow, loss*100, err)
				}
			}
		}
	}
	return nil
}

func (r *runner) measureSingle(ctx context.Context, flow string, loss float64) error {
	o := r.options
	length := o.sizeFor(o.rate, singleDuration)
	sites := []emulator.Site{{Name: "sender", Up: o.bottleneck(o.rate, loss)}, {Name: "receiver", Up: o.back(loss)}}
	return r.scene(ctx, sites, func(s *scene) error {
		end, err := s.transfer(flow, length)
		if err != nil {
			return s.tooSlow(flow, loss, err)
		}
		there := s.lab.Tally().Sum(s.between("sender", "receiver", 0))
		back := s.lab.Tally().Sum(s.between("receiver", "sender", 0))
		seconds := end.Sub(back.First).Seconds() // from the receiver's first packet
		row := row{Name: flow, LossPercent: loss * 100, Seconds: seconds, Mbits: float64(length) * 8 / seconds / 1e6,
			SentOver: float64(there.SentPayload) / float64(length),
			WireOver: float64(there.SentBytes) / float64(length),
			Lost:     there.Lost, Dropped: there.Dropped}
		row.Share = row.Mbits * 1e6 / o.rate
		r.report.add(row)
		fmt.Fprintf(os.Stderr, "%-8s loss %4.1f %%  %7.1f Mbit/s\n", flow, loss*100, row.Mbits)
		return nil
	})
}

// transfer transfers length bytes from sender to receiver, and returns when they had arrived.
func (s *scene) transfer(flow string, length int64) (time.Time, error) {
	limit := s.options.limit(length, s.options.rate)
	if flow != "swarm" {
		p, err := s.tcp("sender", "receiver", flow, length)
		if err != nil {
			return time.Time{}, err
		}
		return fetched(p, length, limit)
	}
	w, err := s.swarm("swarm", length, "", map[string]string{"node1": "sender", "node2": "receiver"})
	if err != nil {
		return time.Time{}, err
	}
	_, torrent, err := w.send(1)
	if err != nil {
		return time.Time{}, err
	}
	p, err := w.download(2, torrent)
	if err != nil {
		return time.Time{}, err
	}
	return w.finished(p, 2, limit)
}

// tooSlow makes a row of a transfer that did not finish, from what it had transferred. For example, TCP with CUBIC does
// not finish on a path that loses 20 %. If no payload arrived, it returns the error.
func (s *scene) tooSlow(flow string, loss float64, cause error) error {
	there := s.lab.Tally().Sum(s.between("sender", "receiver", 0))
	if there.ArrivedPayload == 0 {
		return cause
	}
	seconds := time.Since(there.First).Seconds()
	row := row{Name: flow, LossPercent: loss * 100, Seconds: seconds,
		Mbits:    float64(there.ArrivedPayload) * 8 / seconds / 1e6,
		SentOver: float64(there.SentPayload) / float64(there.ArrivedPayload),
		WireOver: float64(there.SentBytes) / float64(there.ArrivedPayload), Lost: there.Lost, Dropped: there.Dropped,
		Note: "did not end"}
	row.Share = row.Mbits * 1e6 / s.options.rate
	s.report.add(row)
	fmt.Fprintf(os.Stderr, "%-8s loss %4.1f %%  %7.1f Mbit/s, and did not end: %v\n", flow, loss*100, row.Mbits, cause)
	return nil
}
