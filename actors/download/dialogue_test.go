package download

import (
	"fmt"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is a download under test. The test plays its peer, the paths and the downloaders.
type dialogue struct {
	*porttest.Harness
	t        *testing.T
	file     *porttest.File
	paths    map[int]*porttest.Probe // by owner
	opened   int                     // paths opened so far: names them
	download port.PID
	seeder   *porttest.Probe

	withContacts port.PID // nil: the node speaks no BitTorrent
}

// newDialogue starts a download of a file, under the default settings or changed ones.
func newDialogue(t *testing.T, file *porttest.File, change ...func(*messages.Settings)) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: file, paths: map[int]*porttest.Probe{}}
	for _, change := range change {
		change(&d.Node.Settings)
	}
	d.begin()
	return d
}

// begin starts the download.
func (d *dialogue) begin() {
	d.seeder = d.Probe("seeder")
	d.download = d.Begin(func() actor.Actor {
		return New(d.ports(), port.DownloadSpec{Torrent: "file1.torrent", File: d.file, FilePath: "/files/file1",
			Seeder: d.seeder.PID, Contacts: d.withContacts})
	})
}

// withEqualSplit chooses the specification's policy.
func withEqualSplit(settings *messages.Settings) { settings.ChunkSplit = messages.SplitEqual }

// fetchingFrom starts a download of a file with that number of pieces. The named owners have the whole file and are
// ready.
func fetchingFrom(t *testing.T, pieces int, owners ...int) *dialogue {
	d := newDialogue(t, porttest.NewFile(1, pieces))
	d.announce(owners...)
	for _, owner := range owners {
		d.ready(owner)
	}
	return d
}

// ports returns the ports that the download under test uses.
func (d *dialogue) ports() Ports {
	return Ports{ID: d.Node.ID, Settings: &d.Node.Settings, Clock: d.Clock, Rand: d.Rand, Network: d.Network,
		Store: d.Store, Spawn: d.Spawn, Journal: d.Journal, BitTorrent: d.Node.BitTorrent}
}

// announce plays the tracker's answer: these nodes own the file.
func (d *dialogue) announce(owners ...int) {
	found := &messages.Owners{InfoHash: d.file.Hash()}
	for _, owner := range owners {
		found.Owners = append(found.Owners, porttest.Owner(owner))
	}
	d.Send(d.download, found)
}

// openPath plays the peer, which opens the path to an owner.
func (d *dialogue) openPath(owner int) {
	d.opened++
	d.paths[owner] = d.Probe(fmt.Sprintf("path/%d", d.opened))
	d.Send(d.download, &port.PathOpened{Owner: porttest.Addr(owner), Path: d.paths[owner].PID})
}

// tellHas plays an owner's answer: it has these pieces, or all when none is named.
func (d *dialogue) tellHas(owner int, pieces ...int) {
	have := messages.FullBitfield(d.file.File().Pieces())
	if len(pieces) > 0 {
		have = set(have.Len(), pieces...)
	}
	d.Send(d.download, &port.OwnerAnswered{Owner: porttest.Addr(owner), File: d.file.Hash(),
		Length: d.file.File().Length, PieceLength: porttest.PieceLength, Whole: have.Full(), Have: have,
		BlockSize: porttest.BlockSize})
}

// ready opens the path to an owner, which then tells that it has the whole file.
func (d *dialogue) ready(owner int) {
	d.openPath(owner)
	d.tellHas(owner)
}

// offerSlot plays an owner that has a slot for this node.
func (d *dialogue) offerSlot(owner int) {
	d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(owner), File: d.file.Hash()})
}

// chunk is a downloader that was started.
type chunk struct {
	*porttest.Child
	messages.Chunk
	owner int
}

// stream returns the number of the chunk's stream, which names it in messages.
func (c chunk) stream() uint64 { return c.Spec.(port.DownloaderSpec).Stream.ID() }

// chunks returns the downloaders that run, in the order in which they were started.
func (d *dialogue) chunks() []chunk {
	var chunks []chunk
	for _, child := range d.Spawn.Of("Downloader") {
		if spec := child.Spec.(port.DownloaderSpec); !child.Stopped {
			chunks = append(chunks, chunk{child, spec.Chunk, int(spec.Owner.Node)})
		}
	}
	return chunks
}

// chunksFrom returns the running chunks of an owner.
func (d *dialogue) chunksFrom(owner int) []chunk {
	var chunks []chunk
	for _, c := range d.chunks() {
		if c.owner == owner {
			chunks = append(chunks, c)
		}
	}
	return chunks
}

// verify plays a downloader: one piece is on disk.
func (d *dialogue) verify(c chunk, piece int) {
	d.file.Add(piece)
	d.Send(d.download, &port.PieceDone{Stream: c.stream(), Piece: piece})
}

// complete plays a downloader: its whole chunk is on disk.
func (d *dialogue) complete(c chunk) {
	for i := range c.Count {
		d.verify(c, c.First+i)
	}
	d.Send(d.download, &port.ChunkDone{Stream: c.stream(), Took: time.Second})
}

// completeAfter completes the first running chunk of an owner after a while, so that the owner's rate is known.
func (d *dialogue) completeAfter(owner int, took time.Duration) {
	d.Clock.Advance(took)
	d.complete(d.chunksFrom(owner)[0])
}

// completeAllButFirst completes all running chunks but the first one.
func (d *dialogue) completeAllButFirst() {
	for chunks := d.chunks(); len(chunks) > 1; chunks = d.chunks() {
		d.Clock.Advance(10 * time.Millisecond)
		d.complete(chunks[len(chunks)-1])
	}
}

// fail plays a downloader that gives its chunk up.
func (d *dialogue) fail(c chunk, kind port.ChunkFailureKind) {
	cause := port.ChunkFailure{Kind: kind, Detail: "for a reason"}
	d.Send(d.download, &port.ChunkFailed{Stream: c.stream(), Cause: cause})
}

// pathsAskedFor returns the owners to whom the download has asked for a path since the last call. It drops what else
// the peer received.
func (d *dialogue) pathsAskedFor() []int {
	owners := []int{}
	for _, open := range porttest.All[*port.OpenPath](d.Parent.Took()) {
		owners = append(owners, int(open.Owner.Addr().As4()[3]))
	}
	return owners
}

// noted returns the facts of one type that were noted since the journal was last read, and drops the others.
func noted[T messages.Fact](d *dialogue) []T { return porttest.All[T](d.Journal.Took()) }

// checkResources checks that each chunk in flight, and nothing else, has an open stream and a buffer.
func (d *dialogue) checkResources() {
	d.t.Helper()
	open := 0
	for _, stream := range d.Network.Streams {
		if stream.Closed == 0 {
			open++
		}
	}
	require.Equal(d.t, len(d.chunks()), open, "streams")
	require.Equal(d.t, len(d.chunks()), d.Store.BuffersInUse, "buffers")
}
