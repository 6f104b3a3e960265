package depot

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"swarm/messages"
	"swarm/messages/metainfo"
)

const (
	// maxTorrents and maxBytes bound the depot. A torrent of one file has 50 to 2,000 KiB, that of 10,000 files some 2
	// MiB.
	maxTorrents = 10_000
	maxBytes    = 1 << 30

	// keepTime is how long a torrent stays after its file has lost its last owner: an owner that is switched off over
	// night comes back.
	keepTime = 24 * time.Hour

	// restartTime is how long a torrent stays at least after a start: owners come back to a tracker that was off.
	restartTime = time.Hour

	// touchInterval is how often the file of a torrent is touched while its file has an owner. Its time of modification
	// says when there was one last, for the time after a restart.
	touchInterval = time.Hour

	// leftovers matches temporary files. A process that was killed may leave one behind.
	leftovers = ".swarm-*.tmp"
)

// Options describe a depot. Zero fields have defaults.
type Options struct {
	Dir         string           // the folder; Open creates it
	Now         func() time.Time // default time.Now
	MaxTorrents int
	MaxBytes    int64
}

// Depot is a folder of torrents. Its methods may be called by several goroutines.
type Depot struct {
	options Options

	adding sync.Mutex // held while a torrent is added: parsing needs several times the memory of the torrent

	mu       sync.Mutex
	torrents map[messages.InfoHash]*torrent
	short    map[messages.Hash20]messages.InfoHash // keys by SHA-1, and by the first 20 bytes of the SHA-256
	bytes    int64                                 // of all torrents
	shares   map[netip.Prefix]*share               // by the network that torrents came from; none is empty
}

// share is how much of the depot one network has filled.
type share struct {
	torrents int
	bytes    int64
}

// torrent is one torrent in the folder.
type torrent struct {
	key     messages.InfoHash
	v1      messages.Hash20 // of a hybrid; else zero
	bytes   int64
	from    netip.Prefix // the network that it came from; zero: not known, after a restart
	owned   time.Time    // when its file had an owner last, as far as is known
	touched time.Time    // the time of modification of the torrent
}

// Open opens the folder and finds out what is there. Files of other names are left alone.
func Open(options Options) (*Depot, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	options.MaxTorrents = cmp.Or(options.MaxTorrents, maxTorrents)
	options.MaxBytes = cmp.Or(options.MaxBytes, maxBytes)
	d := &Depot{options: options, torrents: map[messages.InfoHash]*torrent{},
		short: map[messages.Hash20]messages.InfoHash{}, shares: map[netip.Prefix]*share{}}
	if err := os.MkdirAll(options.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("depot: create folder: %w", err)
	}
	entries, err := os.ReadDir(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("depot: read folder: %w", err)
	}
	for _, entry := range entries {
		if leftover, _ := filepath.Match(leftovers, entry.Name()); leftover {
			err = errors.Join(err, os.Remove(filepath.Join(options.Dir, entry.Name())))
			continue
		}
		found, isTorrent := parseName(entry.Name())
		if info, failed := entry.Info(); isTorrent && failed == nil && info.Mode().IsRegular() {
			found.bytes, found.owned, found.touched = info.Size(), info.ModTime(), info.ModTime()
			if early := options.Now().Add(restartTime - keepTime); found.owned.Before(early) {
				found.owned = early
			}
			d.add(found)
		}
	}
	return d, err
}

// add adds a torrent to the tables. The caller holds the mutex, or nobody else knows the depot.
func (d *Depot) add(t *torrent) {
	d.torrents[t.key] = t
	d.bytes += t.bytes
	if d.shares[t.from] == nil {
		d.shares[t.from] = &share{}
	}
	d.shares[t.from].torrents++
	d.shares[t.from].bytes += t.bytes
	d.short[messages.Hash20(t.key[:])] = t.key
	if t.v1 != (messages.Hash20{}) {
		d.short[t.v1] = t.key
	}
}

// remove removes a torrent. The caller holds the mutex.
func (d *Depot) remove(t *torrent) error {
	d.forget(t)
	if err := os.Remove(filepath.Join(d.options.Dir, t.name())); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// forget removes a torrent from the tables. The caller holds the mutex.
func (d *Depot) forget(t *torrent) {
	delete(d.torrents, t.key)
	d.bytes -= t.bytes
	of := d.shares[t.from]
	if of.torrents, of.bytes = of.torrents-1, of.bytes-t.bytes; of.torrents == 0 {
		delete(d.shares, t.from)
	}
	for _, hash := range []messages.Hash20{messages.Hash20(t.key[:]), t.v1} {
		if d.short[hash] == t.key {
			delete(d.short, hash)
		}
	}
}

// find returns the torrent of an info-hash. A hash of 20 bytes is followed by zeros. The caller holds the mutex.
func (d *Depot) find(hash messages.InfoHash) *torrent {
	if t := d.torrents[hash]; t != nil {
		return t
	}
	short := messages.Hash20(hash[:])
	if [12]byte(hash[len(short):]) != ([12]byte{}) {
		return nil
	}
	return d.torrents[d.short[short]]
}

// Has reports whether the torrent of an info-hash is here.
func (d *Depot) Has(hash messages.InfoHash) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.find(hash) != nil
}

// Open returns a torrent and its length, or fs.ErrNotExist.
func (d *Depot) Open(hash messages.InfoHash) (io.ReadCloser, int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.find(hash)
	if t == nil {
		return nil, 0, fs.ErrNotExist
	}
	file, err := os.Open(filepath.Join(d.options.Dir, t.name()))
	if errors.Is(err, fs.ErrNotExist) {
		d.forget(t) // a person has removed it: owners may hand it over again
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// Put adds a torrent, whose key must be hash, for a node at an address. It returns nil, or why the torrent was not
// added.
func (d *Depot) Put(hash messages.InfoHash, data []byte, from netip.Addr) *messages.Refused {
	d.adding.Lock()
	defer d.adding.Unlock()
	if d.Has(hash) {
		return nil
	}
	meta, err := metainfo.Parse(data)
	if err != nil {
		return refuse(messages.RefusedBadRequest, err)
	}
	if meta.File().InfoHash != hash {
		return &messages.Refused{Reason: messages.RefusedBadRequest,
			Detail: "the torrent has the info-hash " + meta.File().InfoHash.String()}
	}
	t := &torrent{key: hash, v1: meta.HybridHashV1(), bytes: int64(len(data)), owned: d.options.Now(),
		touched: d.options.Now(), from: networkOf(from)}
	if err := d.makeSpace(t); err != nil {
		return refuse(messages.RefusedFull, err)
	}
	if err := d.write(t.name(), data); err != nil {
		return &messages.Refused{Reason: messages.RefusedFull, Detail: "the torrent cannot be written: " + err.Error()}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.add(t)
	return nil
}

// write writes a torrent. Others see all of it or nothing.
func (d *Depot) write(name string, data []byte) error {
	temporary, err := os.CreateTemp(d.options.Dir, leftovers)
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), filepath.Join(d.options.Dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// refuse returns why a torrent is not kept.
func refuse(reason messages.RefusedReason, cause error) *messages.Refused {
	return &messages.Refused{Reason: reason, Detail: cause.Error()}
}
