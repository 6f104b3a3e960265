package porttest

import (
	"bytes"
	"fmt"
	"testing"

	"swarm/actors/port"
	"swarm/messages"
)

// StoreArm is a disk under test. It is empty.
type StoreArm struct {
	Arm
	Store  port.Store
	Memory int64 // of all buffers together, bytes
	// Place puts a file of this length on the disk, and returns its file path in the form that Share takes.
	Place func(name string, length int64) (filePath string)
	// Torrent puts a torrent on the disk whose file is not there. It returns the torrent's file path in the form that
	// Open takes, and the content of the missing file.
	Torrent func(name string, length, pieceLength int64) (torrent string, content []byte)
}

// The file of most tests. Its last piece is short.
const (
	suitePiece  = 16 << 10
	suitePieces = 4
	suiteLength = suitePiece*(suitePieces-1) + 1234
)

// StoreSuite tests that a disk keeps the contract of port.Store. begin makes a new disk for each test.
func StoreSuite(t *testing.T, begin func(t *testing.T) StoreArm) {
	for name, test := range map[string]func(s *storeTest){
		"a shared file can be opened":           sharedIsOpened,
		"a missing file fails":                  missingFile,
		"a file is written piece by piece":      pieceByPiece,
		"an incomplete file cannot be finished": notFinished,
		"a wrong piece is not written":          wrongPiece,
		"a piece can be kept twice":             pieceKeptTwice,
		"a piece outside its buffer fails":      outsideBuffer,
		"a buffer may be released early":        releasedEarly,
		"buffer memory is limited":              memoryIsLimited,
		"Have returns a copy":                   piecesAreACopy,
		"pieces survive reopening":              piecesSurviveReopen,
	} {
		t.Run(name, func(t *testing.T) { test(&storeTest{StoreArm: begin(t), t: t}) })
	}
}

// storeTest is one test of a disk.
type storeTest struct {
	StoreArm
	t     *testing.T
	calls int // made so far, for the names of mailboxes
}

// reply makes a call and returns its answer. It ignores progress messages.
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

// answerOf returns a message as a value of type T, or fails the test.
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
	return answerOf[*port.Opened](s, s.reply(func(to port.PID) {
		s.Store.Open(messages.Download{Torrent: torrent}, to)
	}))
}

// emptyFile opens a file of which no piece is on the disk.
func (s *storeTest) emptyFile() (file port.OpenFile, torrent string, content []byte) {
	s.t.Helper()
	torrent, content = s.Torrent("film.bin", suiteLength, suitePiece)
	opened := s.open(torrent)
	s.must(!opened.Complete && opened.File.Have().Count() == 0, "no piece is on the disk")
	return opened.File, torrent, content
}

func (s *storeTest) buffer(length int64) port.Buffer {
	s.t.Helper()
	buffer, ok := s.Store.Buffer(length)
	if !ok {
		s.t.Fatalf("there is no memory for a buffer of %d bytes", length)
	}
	return buffer
}

// keep puts bytes at the beginning of a buffer and keeps them as a piece.
func (s *storeTest) keep(file port.OpenFile, piece int, payload []byte) any {
	s.t.Helper()
	buffer := s.buffer(int64(len(payload)))
	defer buffer.Release()
	buffer.Place(0, payload)
	return s.reply(func(to port.PID) { s.Store.Keep(file, piece, buffer, 0, to) })
}

// read returns some bytes of a file, read with two buffers.
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
		s.must(!file.Has(piece), "the piece is not on the disk yet")
		kept := answerOf[*port.PieceKept](s, s.keep(file, piece, bytesOf(content, of)))
		s.must(kept.Piece == piece && file.Has(piece), "the piece is on the disk")
		s.must(bytes.Equal(bytesOf(content, of), s.read(file, of)), "the file has the bytes that were kept")
	}
}
