package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"swarm/benchmarks/internal/fleet"
	"swarm/benchmarks/internal/process"
	"swarm/benchmarks/internal/sample"
	"swarm/messages/metainfo"
)

// scene is a tracker, perhaps an owner, and what they used.
type scene struct {
	*bench
	group   *process.Group
	fleet   *fleet.Fleet
	tracker *process.Process
	owner   *process.Process
	torrent string // its file path
	target  target
}

// stage starts a tracker in a new folder. The caller closes the group.
func (b *bench) stage(ctx context.Context) (*scene, error) {
	dir := b.folder()
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	group := process.NewGroup(ctx)
	s := &scene{bench: b, group: group, fleet: &fleet.Fleet{Group: group, Bin: b.dir, Dir: dir}}
	var err error
	if s.tracker, err = s.fleet.StartTracker("127.0.0.1:0"); err != nil {
		group.Close()
		return nil, err
	}
	s.target = target{rate: b.options.rate, length: b.options.size}
	s.target.tracker, err = netip.ParseAddrPort(strings.TrimPrefix(s.fleet.URL, "http://"))
	if err != nil {
		group.Close()
		return nil, fmt.Errorf("the tracker's address: %w", err)
	}
	return s, nil
}

func (s *scene) close() error {
	s.group.Close()
	return os.RemoveAll(s.fleet.Dir)
}

// share starts the owner.
func (s *scene) share() (err error) {
	if s.target.owner, err = freePort(); err != nil {
		return err
	}
	if s.target.receiver, err = freePort(); err != nil {
		return err
	}
	if s.owner, s.torrent, err = s.fleet.Send(1, s.target.owner.String(), s.file); err != nil {
		return err
	}
	text, err := os.ReadFile(s.torrent)
	if err != nil {
		return err
	}
	info, err := metainfo.Parse(text)
	if err != nil {
		return err
	}
	s.target.file = info.File().InfoHash
	return nil
}

// freePort returns a free UDP port of 127.0.0.1.
func freePort() (netip.AddrPort, error) {
	socket, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return netip.AddrPort{}, err
	}
	defer socket.Close()
	return netip.ParseAddrPort(socket.LocalAddr().String())
}

// recoveryLimit is how long after an attack full speed is waited for.
const recoveryLimit = 30 * time.Second

// transfer measures one download, and then how long it takes until a download has full speed again.
func (b *bench) transfer(ctx context.Context, do assault) (o outcome, err error) {
	s, err := b.stage(ctx)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.share(); err != nil {
		return o, err
	}
	attack := b.start(ctx, do, s.target)
	if err := rest(ctx, headStart); err != nil {
		return o, errors.Join(err, attack.stop())
	}
	before, began := s.group.CPU(), time.Now()
	receiver, rate, err := s.download(2, s.target.receiver.String(), b.options.length)
	if err != nil {
		return o, errors.Join(err, attack.stop())
	}
	o.MiBPerSec, o.Cores = rate, (s.group.CPU()-before).Seconds()/time.Since(began).Seconds()
	if err := attack.stop(); err != nil {
		return o, err
	}
	o.Sent = attack.sent
	o.OwnerMiB, o.ReceiverMiB = resident(s.owner), resident(receiver)
	o.TrackerMiB = resident(s.tracker)
	if do == nil {
		b.fullSpeed = rate
		return o, nil
	}
	o.RecoverySeconds, err = s.recover(ctx)
	return o, err
}

// download runs one download and returns its rate in MiB/s. A download that is not complete after the limit is
// stopped; its rate is that of the bytes that had arrived.
func (s *scene) download(node int, listen string, limit time.Duration) (*process.Process, float64, error) {
	began := time.Now()
	receiver, err := s.fleet.Download(node, listen, s.torrent, false)
	if err != nil {
		return nil, 0, err
	}
	bytes, seconds := int64(0), limit.Seconds()
	if ended, err := receiver.Wait(limit); err == nil {
		bytes, seconds = s.options.size, ended.Sub(began).Seconds()
		if err := sample.Check(s.fleet.Copy(node, filepath.Base(s.file)), s.sum); err != nil {
			return receiver, 0, err
		}
	} else {
		bytes = arrivedBytes(receiver)
		receiver.Kill()
	}
	return receiver, float64(bytes) / (1 << 20) / seconds, s.fleet.RemoveDownload(node)
}

// arrivedBytes returns how much a process has reported as downloaded.
func arrivedBytes(p *process.Process) int64 {
	most := int64(0)
	_, _ = p.Await("nothing", time.Millisecond, func(text string) bool { // only looks at what was printed already
		var line struct {
			Event string
			Bytes int64
		}
		if json.Unmarshal([]byte(text), &line) == nil && line.Event == "progress" {
			most = max(most, line.Bytes)
		}
		return false
	})
	return most
}

// fullShare is the share of the honest rate that counts as full speed. Rates on a shared machine vary by a tenth.
const fullShare = 0.8

// recover downloads again and again, and returns how long after the call the first download with full speed began. It
// returns recoveryLimit if none did.
func (s *scene) recover(ctx context.Context) (float64, error) {
	began := time.Now()
	for node := 3; time.Since(began) < recoveryLimit; node++ {
		at := time.Since(began)
		_, rate, err := s.download(node, "127.0.0.1:0", recoveryLimit)
		if err != nil || ctx.Err() != nil {
			return 0, errors.Join(err, ctx.Err())
		}
		if rate >= fullShare*s.fullSpeed {
			return at.Seconds(), nil
		}
	}
	return recoveryLimit.Seconds(), nil
}

// requests measures honest requests to a tracker.
func (b *bench) requests(ctx context.Context, do assault) (o outcome, err error) {
	s, err := b.stage(ctx)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	honest := honestNodes(b.options.nodes)
	if err := honest.join(ctx, s.target.tracker); err != nil {
		return o, err
	}
	attack := b.start(ctx, do, s.target)
	if err := rest(ctx, headStart); err != nil {
		return o, errors.Join(err, attack.stop())
	}
	before, began := s.group.CPU(), time.Now()
	during, cancel := context.WithTimeout(ctx, b.options.length-headStart)
	defer cancel()
	load := honest.renew(during, s.target.tracker)
	o.Cores = (s.group.CPU() - before).Seconds() / time.Since(began).Seconds()
	if err := attack.stop(); err != nil {
		return o, err
	}
	o.Sent, o.TrackerMiB = attack.sent, resident(s.tracker)
	o.P99Millis, o.Failed, o.Requests = load.p99(), load.failed, len(load.millis)
	return o, nil
}

func resident(p *process.Process) float64 { return float64(p.Memory().Resident) / (1 << 20) }
