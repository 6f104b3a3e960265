package porttest

import (
	"bytes"
	"fmt"
	"testing"

	"swarm/actors/port"
	"swarm/messages"
)

// StoreArm is a disk under test, with nothing on it.
type StoreArm struct {
	Arm
	Store  port.Store
	Memory int64 // the most that Buffer lends at a time, bytes
	// Place puts a file of this length on the disk, and gives its path as Share takes it.
	Place func(name string, length int64) (path string)
	// Torrent puts the torrent of a file on the disk that is not there, and gives its path as Open takes it.
	Torrent func(name string, length, pieceLength int64) (torrent string, content []byte)
}

// The file that most tests are about: its last piece is short.
const (
	suitePiece  = 16 << 10
	suitePieces = 4
	suiteLength = suitePiece*(suitePieces-1) + 1234
)

// StoreSuite tests that a disk keeps the promises of port.Store. begin makes a new one for each test.
func StoreSuite(t *testing.T, begin func(t *testing.T) StoreArm) {
	for name, test := range map[string]func(s *storeTest){
		"what is shared can be opened":              sharedIsOpened,
		"what is not there fails":                   missingFile,
		"a file comes piece by piece":               pieceByPiece,
		"an unfinished file is not finished":        notFinished,
		"a wrong piece is spoiled":                  wrongPiece,
		"a piece that is here is kept":              pieceKeptTwice,
		"a piece outside its buffer fails":          outsideBuffer,
		"a buffer may be released while it is kept": releasedEarly,
		"room is bounded, and comes back":           memoryIsLimited,
		"the set of pieces is a copy":               piecesAreACopy,
		"what was kept is found again":              piecesSurviveReopen,
	} {
		t.Run(name, func(t *testing.T) { test(&storeTest{StoreArm: begin(t), t: t}) })
	}
}

// storeTest is one test of a disk.
type storeTest struct {
	StoreArm
	t     *testing.T
	calls int
}

// reply makes a call and gives its answer. Progress that comes before it must be about the same thing.
func (s *storeTest) reply(call func(replyTo port.PID)) any {
	s.t.Helper()
	s.calls++
	box := s.mailbox(fmt.Sprintf("call/%d", s.calls), nil)
	call(box.pid)
	return s.wait(s.t, box, func(message any) bool {
		_, progress := message.(*port.HashAdvanced)
		return !progress
	})
}

// is gives a message as one of a type, or fails the test.
func answerOf[T any](s *storeTest, message any) T {
	s.t.Helper()
	wanted, ok := message.(T)
	if !ok {
		s.t.Fatalf("the answer is %T %+v, and must be %T", message, message, wanted)
	}
	return wanted
}

func (s *storeTest) must(holds bool, what string) {
	s.t.Helper()
	if !holds {
		s.t.Error(what)
	}
}

func (s *storeTest) open(torrent string) *port.Opened {
	s.t.Helper()
	return answerOf[*port.Opened](s, s.reply(func(to port.PID) { s.Store.Open(torrent, to) }))
}

// missing opens a file of which nothing is there.
func (s *storeTest) emptyFile() (file port.OpenFile, torrent string, content []byte) {
	s.t.Helper()
	torrent, content = s.Torrent("film.bin", suiteLength, suitePiece)
	opened := s.open(torrent)
	s.must(!opened.Complete && opened.File.Have().Count() == 0, "nothing of it is there")
	return opened.File, torrent, content
}

func (s *storeTest) buffer(length int64) port.Buffer {
	s.t.Helper()
	buffer, ok := s.Store.Buffer(length)
	if !ok {
		s.t.Fatalf("there is no room for %d bytes", length)
	}
	return buffer
}

// keep puts bytes at the beginning of a buffer and has them kept as a piece.
func (s *storeTest) keep(file port.OpenFile, piece int, payload []byte) any {
	s.t.Helper()
	buffer := s.buffer(int64(len(payload)))
	defer buffer.Release()
	buffer.Place(0, payload)
	return s.reply(func(to port.PID) { s.Store.Keep(file, piece, buffer, 0, to) })
}

// read gives some bytes of a file, read into two buffers.
func (s *storeTest) read(file port.OpenFile, of messages.Range) []byte {
	s.t.Helper()
	data := make([]byte, of.Length)
	if err := file.ReadBlocks([][]byte{data[:of.Length/3], data[of.Length/3:]}, of.Offset); err != nil {
		s.t.Error(err)
	}
	return data
}

func bytesOf(content []byte, of messages.Range) []byte { return content[of.Offset:of.End()] }

// fill keeps all pieces of a file.
func (s *storeTest) fill(file port.OpenFile, content []byte) {
	s.t.Helper()
	for piece := range file.File().Pieces() {
		of := file.File().PieceRange(piece)
		s.must(!file.Has(piece), "it is not there yet")
		kept := answerOf[*port.PieceKept](s, s.keep(file, piece, bytesOf(content, of)))
		s.must(kept.Piece == piece && file.Has(piece), "the piece is there")
		s.must(bytes.Equal(bytesOf(content, of), s.read(file, of)), "its bytes are those that were kept")
	}
}
