package porttest

import (
	"bytes"

	"swarm/actors/port"
	"swarm/messages"
)

// The tests of StoreSuite.

func sharedIsOpened(s *storeTest) {
	filePath := s.Place("film.bin", suiteLength)
	shared := answerOf[*port.Shared](s, s.reply(func(to port.PID) {
		s.Store.Share(filePath, "http://tracker.test", to)
	}))
	file := shared.File.File()
	s.must(shared.FilePath == filePath, "the file path is returned unchanged")
	s.must(file.Name == "film.bin" && file.Length == suiteLength && file.Announce == "http://tracker.test",
		"the torrent describes the file")
	s.must(shared.File.Have().Full(), "the file is complete")
	opened := s.open(shared.Torrent)
	s.must(opened.Torrent == shared.Torrent, "the torrent's file path is returned unchanged")
	s.must(opened.Complete && opened.File.Have().Full(), "the file is complete")
	s.must(opened.File.File() == file, "the torrents are equal")
	all := messages.Range{Length: suiteLength}
	s.must(bytes.Equal(s.read(shared.File, all), s.read(opened.File, all)), "the bytes are equal")
	s.Store.Close(opened.File)
}

func missingFile(s *storeTest) {
	for _, call := range []func(to port.PID){
		func(to port.PID) { s.Store.Share("none.bin", "http://tracker.test", to) },
		func(to port.PID) { s.Store.Open(messages.Download{Torrent: "none.bin"}, to) },
	} {
		failed := answerOf[*port.StoreFailed](s, s.reply(call))
		s.must(failed.What == "none.bin" && failed.Piece == -1 && failed.Cause != nil,
			"StoreFailed has the name and the cause")
	}
}

func pieceByPiece(s *storeTest) {
	file, torrent, content := s.emptyFile()
	s.fill(file, content)
	s.must(file.Have().Full(), "all pieces are on the disk")
	finished := answerOf[*port.Finished](s, s.reply(func(to port.PID) { s.Store.Finish(file, to) }))
	s.must(finished.FilePath != "", "Finished has the final file path")
	s.must(bytes.Equal(content, s.read(file, messages.Range{Length: suiteLength})),
		"a finished file can be read while it is open")
	again := s.open(torrent)
	s.must(again.Complete && again.FilePath == finished.FilePath, "the file has its final name")
	s.must(bytes.Equal(content, s.read(again.File, messages.Range{Length: suiteLength})),
		"the file has the bytes that were kept")
}

func notFinished(s *storeTest) {
	file, torrent, content := s.emptyFile()
	answerOf[*port.PieceKept](s, s.keep(file, 1, bytesOf(content, file.File().PieceRange(1))))
	failed := answerOf[*port.StoreFailed](s, s.reply(func(to port.PID) { s.Store.Finish(file, to) }))
	s.must(failed.Piece == -1 && failed.What == file.File().Name, "StoreFailed has the name")
	s.Store.Close(file)
	s.must(!s.open(torrent).Complete, "the file does not have its final name")
}

func wrongPiece(s *storeTest) {
	file, _, content := s.emptyFile()
	of := file.File().PieceRange(2)
	wrong := bytes.Clone(bytesOf(content, of))
	wrong[len(wrong)-1] ^= 1
	spoiled := answerOf[*port.PieceSpoiled](s, s.keep(file, 2, wrong))
	s.must(spoiled.Piece == 2 && !file.Has(2) && file.Have().Count() == 0, "the piece is not written")
	answerOf[*port.PieceSpoiled](s, s.keep(file, 1, bytesOf(content, of))) // another piece's bytes
	answerOf[*port.PieceKept](s, s.keep(file, 2, bytesOf(content, of)))
}

// pieceKeptTwice checks that keeping a piece that is on the disk succeeds, whatever the buffer holds.
func pieceKeptTwice(s *storeTest) {
	file, _, content := s.emptyFile()
	of := file.File().PieceRange(0)
	answerOf[*port.PieceKept](s, s.keep(file, 0, bytesOf(content, of)))
	answerOf[*port.PieceKept](s, s.keep(file, 0, make([]byte, of.Length)))
	s.must(bytes.Equal(bytesOf(content, of), s.read(file, of)), "the file is unchanged")
}

func outsideBuffer(s *storeTest) {
	file, _, content := s.emptyFile()
	last := file.File().Pieces() - 1
	of := file.File().PieceRange(last)
	buffer := s.buffer(of.Length)
	defer buffer.Release()
	buffer.Place(0, bytesOf(content, of))
	for _, wrong := range []struct {
		piece int
		at    int64
	}{{last, 1}, {last, -1}, {0, 0}, {last + 1, 0}} {
		failed := answerOf[*port.StoreFailed](s,
			s.reply(func(to port.PID) { s.Store.Keep(file, wrong.piece, buffer, wrong.at, to) }))
		s.must(failed.Piece == wrong.piece && failed.Cause != nil, "StoreFailed has the piece")
	}
	s.must(file.Have().Count() == 0, "no piece is written")
}

// releasedEarly keeps two pieces from one buffer, which is released before they are written.
func releasedEarly(s *storeTest) {
	file, _, content := s.emptyFile()
	of := messages.Range{Offset: suitePiece, Length: 2 * suitePiece}
	buffer, first, second := s.buffer(of.Length), s.mailbox("first", nil), s.mailbox("second", nil)
	buffer.Place(0, bytesOf(content, of))
	s.Store.Keep(file, 1, buffer, 0, first.pid)
	s.Store.Keep(file, 2, buffer, suitePiece, second.pid)
	buffer.Release()
	any := func(any) bool { return true }
	s.must(*answerOf[*port.PieceKept](s, s.wait(s.t, first, any)) == port.PieceKept{Piece: 1}, "the first is kept")
	s.must(*answerOf[*port.PieceKept](s, s.wait(s.t, second, any)) == port.PieceKept{Piece: 2}, "the second is kept")
	s.must(bytes.Equal(bytesOf(content, of), s.read(file, of)), "the file has the bytes of the buffer")
}

func memoryIsLimited(s *storeTest) {
	_, ok := s.Store.Buffer(-1)
	s.must(!ok, "there is no buffer of negative length")
	// a buffer larger than the limit is lent as the only one
	for _, length := range []int64{s.Memory, s.Memory + 1, s.Memory} {
		all := s.buffer(length)
		_, ok = s.Store.Buffer(1)
		s.must(!ok, "all memory is in use")
		all.Release()
	}
}

func piecesAreACopy(s *storeTest) {
	file, _, content := s.emptyFile()
	before := file.Have()
	before.Set(3)
	s.must(!file.Has(3), "changing the copy does not change the file")
	answerOf[*port.PieceKept](s, s.keep(file, 0, bytesOf(content, file.File().PieceRange(0))))
	s.must(!before.Has(0), "the copy does not change with the file")
}

// piecesSurviveReopen checks that the pieces of a closed file are there when it is opened again.
func piecesSurviveReopen(s *storeTest) {
	file, torrent, content := s.emptyFile()
	for _, piece := range []int{1, 3} {
		answerOf[*port.PieceKept](s, s.keep(file, piece, bytesOf(content, file.File().PieceRange(piece))))
	}
	s.Store.Close(file)
	again := s.open(torrent)
	s.must(!again.Complete && again.File.Have().Count() == 2 && again.File.Has(1) && again.File.Has(3),
		"both pieces are on the disk")
}
