package world

import (
	"time"

	"swarm/messages"
)

// Disk says how fast a node's disk is.
type Disk struct {
	HashRate  int64         // bytes a second that are read and hashed; zero: 1 GB/s
	WriteRate int64         // bytes a second that are hashed and written; zero: 500 MB/s
	Latency   time.Duration // of each call; zero: 100 µs
}

// disk is a node's disk across its incarnations: what was written stays.
type disk struct {
	node     *Node
	speed    Disk
	work     lane // calls are done one after the other; its rate is not used
	plain    map[string]plain
	torrents map[string]messages.File
	volumes  map[messages.InfoHash]*volume
	token    messages.Token // of the last registration
	full     bool           // nothing more can be written
	lent     int64          // bytes of buffers that are out; invariant: <= Options.BufferMemory, or one buffer only
	buffers  int            // that are out
}

// plain is a file without a torrent.
type plain struct {
	length      int64 // bytes
	pieceLength int64 // of the torrent that Share will make of it
}

func newDisk(node *Node) *disk {
	d := &disk{node: node, plain: map[string]plain{}, torrents: map[string]messages.File{},
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

// busyWith queues a call that moves this many bytes, and gives the instant at which it is done.
func (d *disk) busyWith(size, rate int64) time.Duration {
	takes := d.speed.Latency + time.Duration(float64(size)*float64(time.Second)/float64(rate))
	d.work.busy = max(d.work.busy, d.node.world.now) + takes
	return d.work.busy
}

// volume gives the file of a torrent, empty when nothing of it is there yet.
func (d *disk) volume(file messages.File) *volume {
	v := d.volumes[file.InfoHash]
	if v == nil {
		v = &volume{file: file, have: messages.NewBitfield(file.Pieces()), spoilt: messages.NewBitfield(file.Pieces())}
		d.volumes[file.InfoHash] = v
	}
	return v
}
