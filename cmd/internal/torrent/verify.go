package torrent

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"swarm/cmd/internal/cli"
	"swarm/messages"
	"swarm/messages/metainfo"
	"swarm/runtime/progress"
)

func (t tool) verify(args []string) error {
	rest, err := cli.Parse(cli.Flags("swarm torrent verify", usage, t.stdout), args)
	if err != nil {
		return err
	}
	if len(rest) < 1 || len(rest) > 2 {
		return errors.New("verify takes a torrent, and where its file is: swarm torrent verify FILE.torrent [PATH]")
	}
	m, err := readTorrent(rest[0])
	if err != nil {
		return err
	}
	// The file lies beside its torrent unless something else is said; a folder is where it lies.
	path := filepath.Join(filepath.Dir(rest[0]), m.File().Name)
	if len(rest) == 2 {
		path = rest[1]
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, m.File().Name)
		}
	}
	if err := t.check(m, path); err != nil {
		return fmt.Errorf("verify %s: %w", path, err)
	}
	fmt.Fprintf(t.stdout, "%s is complete and verified: %s in %d pieces\n", path, progress.Size(m.File().Length), m.File().Pieces())
	return nil
}

func (t tool) check(m *metainfo.Metainfo, path string) error {
	file, info, err := openRegular(path)
	if err != nil {
		return err
	}
	defer file.Close()
	of := m.File()
	if info.Size() != of.Length {
		return fmt.Errorf("it has %d bytes and its torrent says %d", info.Size(), of.Length)
	}
	good := messages.NewBitfield(of.Pieces())
	var lock sync.Mutex
	meter := startMeter(t.stderr, of.Length)
	err = hashing{file: file, of: of, hasher: m.PieceHasher, done: &meter.done,
		each: func(piece int, sum metainfo.PieceHash) {
			if m.Matches(piece, sum) {
				lock.Lock()
				good.Set(piece)
				lock.Unlock()
			}
		}}.run(t.ctx)
	meter.end()
	if err != nil {
		return err
	}
	if !good.Full() {
		return fmt.Errorf("%d of %d pieces are not what the torrent says: %s", of.Pieces()-good.Count(), of.Pieces(), missing(good))
	}
	return nil
}

// missing names the runs of pieces that are not in the set, the first few of them.
func missing(set messages.Bitfield) string {
	const most = 10
	var runs []string
	for from := set.NextClear(0); from < set.Len(); {
		until := set.NextSet(from)
		if len(runs) == most {
			return strings.Join(runs, ", ") + " …"
		}
		run := strconv.Itoa(from)
		if until-from > 1 {
			run += "-" + strconv.Itoa(until-1)
		}
		runs = append(runs, run)
		from = set.NextClear(until)
	}
	return strings.Join(runs, ", ")
}
