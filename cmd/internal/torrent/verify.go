package torrent

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"swarm/cmd/internal/cli"
	"swarm/messages"
	"swarm/messages/metainfo"
	"swarm/runtime/disk"
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
	// By default the file or folder is beside its torrent. The second argument is where it is, or the folder around it.
	filePath := filepath.Join(filepath.Dir(rest[0]), m.File().Name)
	if len(rest) == 2 {
		filePath = rest[1]
		inside := filepath.Join(filePath, m.File().Name)
		if info, err := os.Stat(filePath); err == nil && info.IsDir() && (!m.IsFolder() || exists(inside)) {
			filePath = inside
		}
	}
	if err := t.check(m, filePath); err != nil {
		return fmt.Errorf("verify %s: %w", filePath, err)
	}
	fmt.Fprintf(t.stdout, "%s is complete and verified: %s in %d pieces\n", filePath, progress.Size(m.File().Length),
		m.File().Pieces())
	return nil
}

// readCloser is what is verified: a file, or the files of a folder.
type readCloser interface {
	io.ReaderAt
	io.Closer
}

// openContent opens the file or folder of a torrent. It returns an error if a length differs from the torrent's.
func openContent(m *metainfo.Metainfo, filePath string) (readCloser, error) {
	if m.IsFolder() {
		reader, err := disk.OpenMembers(filePath, m.Members())
		if err != nil {
			return nil, err
		}
		if err := reader.Check(); err != nil {
			return nil, errors.Join(err, reader.Close())
		}
		return reader, nil
	}
	file, info, err := openRegular(filePath)
	if err != nil {
		return nil, err
	}
	if length := m.File().Length; info.Size() != length {
		return nil, errors.Join(fmt.Errorf("it has %d bytes and its torrent says %d", info.Size(), length),
			file.Close())
	}
	return file, nil
}

func (t tool) check(m *metainfo.Metainfo, filePath string) error {
	file, err := openContent(m, filePath)
	if err != nil {
		return err
	}
	defer file.Close()
	of := m.File()
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
		return fmt.Errorf("%d of %d pieces are not what the torrent says: %s", of.Pieces()-good.Count(), of.Pieces(),
			missing(good))
	}
	return nil
}

func exists(filePath string) bool {
	_, err := os.Lstat(filePath)
	return err == nil
}

// missing returns the pieces that are not in the set as text, for example "3-5, 63". It lists at most maxRanges ranges.
func missing(set messages.Bitfield) string {
	const maxRanges = 10
	var ranges []string
	for from := set.NextClear(0); from < set.Len(); {
		until := set.NextSet(from)
		if len(ranges) == maxRanges {
			return strings.Join(ranges, ", ") + " …"
		}
		text := strconv.Itoa(from)
		if until-from > 1 {
			text += "-" + strconv.Itoa(until-1)
		}
		ranges = append(ranges, text)
		from = set.NextClear(until)
	}
	return strings.Join(ranges, ", ")
}
