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

// dialogue is a download of a file, with the test in the place of its peer, of the paths and of the downloaders.
type dialogue struct {
	*porttest.Harness
	t        *testing.T
	file     *porttest.File
	paths    map[int]*porttest.Probe // by owner
	opened   int
	download port.PID
	seeder   *porttest.Probe
}

func newDialogue(t *testing.T, file *porttest.File) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: file, paths: map[int]*porttest.Probe{}}
	d.seeder = d.Probe("seeder")
	d.download = d.Begin(func() actor.Actor {
		return New(d.ports(), port.DownloadSpec{Torrent: "file1.torrent", File: file, FilePath: "/files/file1", Seeder: d.seeder.PID})
	})
	return d
}

// fetchingFrom is a download for which the tracker named these owners, all of them whole and ready.
func fetchingFrom(t *testing.T, pieces int, owners ...int) *dialogue {
	d := newDialogue(t, porttest.NewFile(1, pieces))
	d.name(owners...)
	for _, owner := range owners {
		d.ready(owner)
	}
	return d
}

// name has the tracker name owners.
func (d *dialogue) name(owners ...int) {
	told := &messages.Owners{InfoHash: d.file.Hash()}
	for _, owner := range owners {
		told.Owners = append(told.Owners, porttest.Owner(owner))
	}
	d.Send(d.download, told)
}

// open has the peer open the path to an owner.
func (d *dialogue) open(owner int) {
	d.opened++
	d.paths[owner] = d.Probe(fmt.Sprintf("path/%d", d.opened))
	d.Send(d.download, &port.PathOpened{Owner: porttest.Addr(owner), Path: d.paths[owner].PID})
}

// has has an owner tell that it has these pieces, or all when none is named.
func (d *dialogue) has(owner int, pieces ...int) {
	have := messages.FullBitfield(d.file.File().Pieces())
	if len(pieces) > 0 {
		have = messages.NewBitfield(have.Len())
		for _, piece := range pieces {
			have.Set(piece)
		}
	}
	d.Send(d.download, &port.OwnerAnswered{Owner: porttest.Addr(owner), File: d.file.Hash(), Length: d.file.File().Length,
		PieceLength: porttest.PieceLength, Whole: have.Full(), Have: have, BlockSize: porttest.BlockSize})
}

func (d *dialogue) ready(owner int) {
	d.open(owner)
	d.has(owner)
}

// chunk is a downloader that was started.
type chunk struct {
	*porttest.Child
	messages.Chunk
	owner int
}

// stream names it.
func (c chunk) stream() uint64 { return c.Spec.(port.DownloaderSpec).Stream.ID() }

// chunks gives the downloaders that were not stopped.
func (d *dialogue) chunks() []chunk {
	var chunks []chunk
	for _, birth := range d.Spawn.Of("Downloader") {
		if spec := birth.Spec.(port.DownloaderSpec); !birth.Stopped {
			chunks = append(chunks, chunk{birth, spec.Chunk, int(spec.Owner.Node)})
		}
	}
	return chunks
}

// of gives the running chunks of an owner.
func (d *dialogue) of(owner int) []chunk {
	var of []chunk
	for _, c := range d.chunks() {
		if c.owner == owner {
			of = append(of, c)
		}
	}
	return of
}

// piece has a downloader tell that one piece is on disk.
func (d *dialogue) piece(c chunk, piece int) {
	d.file.Add(piece)
	d.Send(d.download, &port.PieceDone{Stream: c.stream(), Piece: piece})
}

// done has a downloader tell that its chunk is on disk.
func (d *dialogue) done(c chunk) {
	for i := range c.Count {
		d.piece(c, c.First+i)
	}
	d.Send(d.download, &port.ChunkDone{Stream: c.stream(), Took: time.Second})
}

// paced has the first chunk of an owner be done after a while, so that its pace is known.
func (d *dialogue) paced(owner int, took time.Duration) {
	d.Clock.Advance(took)
	d.done(d.of(owner)[0])
}

func (d *dialogue) fail(c chunk, kind port.ChunkFailureKind) {
	d.Send(d.download, &port.ChunkFailed{Stream: c.stream(), Cause: port.ChunkFailure{Kind: kind, Detail: "for a reason"}})
}

// asked gives the owners whose paths the peer was asked for since the last call, and drops what else it was told.
func (d *dialogue) asked() []int {
	owners := []int{}
	for _, open := range porttest.All[*port.OpenPath](d.Parent.Took()) {
		owners = append(owners, int(open.Owner.Addr().As4()[3]))
	}
	return owners
}

// noted gives the facts of one type since the last look at the journal.
func noted[T messages.Fact](d *dialogue) []T { return porttest.All[T](d.Journal.Took()) }

// accounted checks that each chunk in flight, and no other, has an open stream and a buffer.
func (d *dialogue) accounted() {
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

func TestAnOwnerThatSendsALongChunkIsGivenTheNextOneTowardsItsEnd(t *testing.T) {
	d := fetchingFrom(t, 10, 2, 3)
	a := New(d.ports(), port.DownloadSpec{File: d.file}).(*Actor)
	sends, other := &owner{chunks: 1}, &owner{}
	long := &fetching{owner: sends, chunk: messages.Chunk{Count: 1}}
	a.chunks = []*fetching{long}
	require.Equal(t, 1, a.atOnce(sends, 1), "it has enough to do")
	require.Equal(t, d.Node.Settings.MaxChunksPerOwner, a.atOnce(other, 1))
	long.near = true
	require.Equal(t, d.Node.Settings.MaxChunksPerOwner, a.atOnce(sends, 1))

	first := d.of(2)[0]
	d.Send(d.download, &port.ChunkNear{Stream: first.stream()})
	d.Send(d.download, &port.ChunkNear{Stream: 1 << 60})
	require.Len(t, d.of(2), d.Node.Settings.MaxChunksPerOwner, "what is short is no reason to wait, nor is one that is not known")
}

// ports returns what the actor is born with.
func (d *dialogue) ports() Ports {
	return Ports{ID: d.Node.ID, Settings: &d.Node.Settings, Clock: d.Clock, Rand: d.Rand, Network: d.Network,
		Store: d.Store, Spawn: d.Spawn, Journal: d.Journal}
}
