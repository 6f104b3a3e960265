package world

import (
	"time"

	"swarm/messages"
)

// Disk is the speed of a node's disk.
type Disk struct {
	HashRate  int64         // bytes a second that are read and hashed; zero: 1 GB/s
	WriteRate int64         // bytes a second that are hashed and written; zero: 500 MB/s
	Latency   time.Duration // of each call; zero: 100 µs
}

// disk is a node's disk. Its content survives crashes of the node.
type disk struct {
	node       *Node
	speed      Disk
	calls      linkQueue            // the disk does one call after the other; the queue's rate is not used
	plainFiles map[string]plainFile // files without a torrent, by name
	torrents   map[string]messages.File
	volumes    map[messages.InfoHash]*volume
	token      messages.Token // of the last registration, for the next incarnation
	full       bool           // nothing more can be written
	lentBytes  int64          // memory of chunk buffers in use; invariant: <= Options.BufferMemory, unless buffers is 1
	buffers    int            // chunk buffers in use
}

// plainFile is a file without a torrent.
type plainFile struct {
	torrent messages.File // that Share makes of it; one without a tracker gets that of Share, and so another info-hash
}

func newDisk(node *Node) *disk {
	d := &disk{node: node, plainFiles: map[string]plainFile{}, torrents: map[string]messages.File{},
		volumes: map[messages.InfoHash]*volume{}}
	d.setSpeed(Disk{})
	return d
}

func (d *disk) setSpeed(speed Disk) {
	setDefault(&speed.HashRate, 1_000_000_000)
	setDefault(&speed.WriteRate, 500_000_000)
	setDefault(&speed.Latency, 100*time.Microsecond)
	d.speed = speed
}

// enqueue queues a call that moves size bytes, and returns the instant at which it is done.
func (d *disk) enqueue(size, rate int64) time.Duration {
	takes := d.speed.Latency + time.Duration(float64(size)*float64(time.Second)/float64(rate))
	d.calls.busyUntil = max(d.calls.busyUntil, d.world().now) + takes
	return d.calls.busyUntil
}

// volumeOf returns the file of a torrent. The file is empty when nothing of it has been written yet.
func (d *disk) volumeOf(file messages.File) *volume {
	v := d.volumes[file.InfoHash]
	if v == nil {
		v = &volume{file: file, have: messages.NewBitfield(file.Pieces()), corrupt: messages.NewBitfield(file.Pieces())}
		d.volumes[file.InfoHash] = v
	}
	return v
}

func (d *disk) world() *World { return d.node.world }
func (d *disk) site() *site   { return &d.node.site }
