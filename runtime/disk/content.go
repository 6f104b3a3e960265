package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// torrentContent is what a torrent describes, open on the disk: a file (openFile) or a folder (openFolder).
type torrentContent interface {
	port.OpenFile
	torrent() *metainfo.Metainfo
	// finalPath returns the file path of the complete file or folder.
	finalPath() string
	// write writes a verified piece and adds it to the pieces that are on disk.
	write(piece int, data []byte) error
	// finish gives complete content its final name. It fails if pieces are missing.
	finish(s *Store, scratch []byte) error
	close() error
}

var (
	_ torrentContent = (*openFile)(nil)
	_ torrentContent = (*openFolder)(nil)
)

var errClosed = errors.New("the file is closed")

// contentState is what files and folders have in common: which pieces are on disk, and who uses the content.
type contentState struct {
	meta    *metainfo.Metainfo
	file    messages.File
	final   string       // the file path of the complete content; it exists once whole is set
	part    string       // the file path of the unfinished download, or "" if it was complete when opened
	created bool         // this Open created the part: it was empty
	unclaim func()       // ends the reservation of final; called when the content is complete, or closed before that
	release func() error // closes what is open; called once, when the last use of closed content ends
	discard func() error // removes an unfinished download without a piece

	finishing sync.Mutex // held while the content is renamed to final

	writing sync.Mutex // held while a piece is written; taken before mu
	touched bool       // another program has changed the unfinished download

	mu       sync.Mutex
	uses     int  // reads and writes in progress
	closed   bool // no new use may begin
	released bool
	have     messages.Bitfield // pieces that are verified and on disk
	whole    bool              // the content is complete and has its final name

	unwanted messages.Bitfield // pieces of files only that are left out; of length 0 if all files are wanted
}

// describe sets what the torrent says of the content, of which no piece is on disk yet.
func (c *contentState) describe(meta *metainfo.Metainfo) {
	c.meta, c.file = meta, meta.File()
	c.have = messages.NewBitfield(c.file.Pieces())
}

// setWhole sets that all pieces are on disk, under the final name. Nobody else uses the content yet.
func (c *contentState) setWhole(final string) {
	c.final, c.whole, c.have = final, true, messages.FullBitfield(c.file.Pieces())
}

func (c *contentState) torrent() *metainfo.Metainfo { return c.meta }
func (c *contentState) finalPath() string           { return c.final }

// File returns what the torrent says of the content.
func (c *contentState) File() messages.File { return c.file }

// Unwanted returns the pieces that belong only to files that the user does not want.
func (c *contentState) Unwanted() messages.Bitfield { return c.unwanted }

// V1 implements port.OpenFile.
func (c *contentState) V1() messages.Hash20 { return c.meta.HybridHashV1() }

// Have returns a copy of the set of pieces that are verified and on disk.
func (c *contentState) Have() messages.Bitfield {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.have.Clone()
}

// Has reports whether a piece is verified and on disk.
func (c *contentState) Has(piece int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.have.Has(piece)
}

// HasAll reports whether all pieces from first up to but not including end are verified and on disk.
func (c *contentState) HasAll(first, end int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.have.HasAll(first, end)
}

// beginUse keeps the content open until endUse is called.
func (c *contentState) beginUse() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errClosed
	}
	c.uses++
	return nil
}

// endUse ends a use. If it is the last one of closed content, what is open is closed.
func (c *contentState) endUse() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uses--
	return c.closeIdle()
}

// close refuses new uses. What is open is closed when the last use ends.
func (c *contentState) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return c.closeIdle()
}

// closeIdle closes what is open of closed content that nobody uses. The caller holds c.mu.
func (c *contentState) closeIdle() error {
	if !c.closed || c.uses > 0 || c.released {
		return nil
	}
	c.released = true
	err := c.release()
	if c.whole {
		return err
	}
	if c.created && c.have.Count() == 0 { // a part without a piece only occupies disk space: remove it
		err = firstError(err, c.discard())
	}
	c.unclaim()
	return err
}

// use calls read with the range of bytes that the buffers take from offset on, if all its pieces are verified. whole
// reports whether the content is complete. What is open stays so until read returns.
func (c *contentState) use(
	buffers [][]byte, offset int64, read func(wanted messages.Range, whole bool) error,
) error {
	wanted := messages.Range{Offset: offset}
	for _, buffer := range buffers {
		wanted.Length += int64(len(buffer))
	}
	if whole := (messages.Range{Length: c.file.Length}); !whole.Contains(wanted) {
		return fmt.Errorf("disk: read %s: bytes %d to %d are outside its %d bytes", c.file.Name, offset, wanted.End(),
			c.file.Length)
	}
	if wanted.Length == 0 {
		return nil
	}
	err := c.beginUse()
	if err == nil {
		var whole bool
		if whole, err = c.checkVerified(wanted); err == nil {
			err = read(wanted, whole)
		}
		err = firstError(err, c.endUse())
	}
	if err != nil {
		return fmt.Errorf("disk: read %s: %w", c.file.Name, err)
	}
	return nil
}

// checkVerified returns an error unless all pieces that wanted touches are verified.
func (c *contentState) checkVerified(wanted messages.Range) (whole bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if missing := c.have.NextClear(c.file.PieceAt(wanted.Offset)); missing <= c.file.PieceAt(wanted.End()-1) {
		return false, fmt.Errorf("piece %d is not verified yet", missing)
	}
	return c.whole, nil
}

// keepPiece calls write during a use, and adds the piece to those that are on disk if it succeeds.
func (c *contentState) keepPiece(piece int, write func() error) error {
	if err := c.beginUse(); err != nil {
		return err
	}
	c.writing.Lock()
	err := write()
	c.writing.Unlock()
	if err == nil {
		c.mu.Lock()
		c.have.Set(piece) // before endUse, which removes a part that has no piece
		c.mu.Unlock()
	}
	return firstError(err, c.endUse())
}

// missing returns how many wanted pieces are not on disk. The caller holds c.mu.
func (c *contentState) missing() int {
	if c.unwanted.Len() == 0 {
		return c.have.Len() - c.have.Count()
	}
	return c.have.Neither(c.unwanted).Count()
}

// finishOnce calls publish, which gives the content its final name, unless it has it already. It fails if pieces are
// missing.
func (c *contentState) finishOnce(publish func() error) error {
	c.finishing.Lock()
	defer c.finishing.Unlock()
	c.mu.Lock()
	whole, missing := c.whole, c.missing()
	c.mu.Unlock()
	if whole {
		return nil
	}
	if missing > 0 {
		return fmt.Errorf("%d pieces are missing", missing)
	}
	if err := c.beginUse(); err != nil {
		return err
	}
	c.writing.Lock()
	err := publish()
	c.writing.Unlock()
	return firstError(err, c.endUse())
}

// rename gives complete content its final name by calling rename.
func (c *contentState) rename(s *Store, rename func() error) error {
	err := rename()
	if errors.Is(err, fs.ErrExist) {
		return errNameTaken
	}
	if err != nil {
		return advise(err)
	}
	if s.durable {
		err = syncFolder(filepath.Dir(c.final))
	}
	c.mu.Lock()
	c.whole = true
	c.mu.Unlock()
	c.unclaim()
	return err
}

// forgetWrong hashes suspect pieces of source again, and forgets those that are no longer right. It returns how many.
func (c *contentState) forgetWrong(source io.ReaderAt, suspects messages.Bitfield, scratch []byte) (wrong int) {
	hasher := c.meta.PieceHasher()
	for piece := suspects.NextSet(0); piece < suspects.Len(); piece = suspects.NextSet(piece + 1) {
		if !c.Has(piece) {
			continue
		}
		sum, err := hashRange(source, c.file.PieceRange(piece), hasher, scratch)
		if err == nil && c.meta.Matches(piece, sum) {
			continue
		}
		wrong++
		c.mu.Lock()
		c.have.Clear(piece)
		c.mu.Unlock()
	}
	return wrong
}

// errSpoiled reports that another program has made pieces of an unfinished download wrong.
func (c *contentState) errSpoiled(wrong int) error {
	return fmt.Errorf("another program changed %d pieces of %s: stop that program, then download again; the "+
		"other pieces are kept", wrong, c.part)
}

// errBeingChanged reports that another program changes an unfinished download while it is verified.
var errBeingChanged = errors.New("another program is changing it: stop that program, then download again")

// errNameTaken reports that something has the final name of a download by now.
var errNameTaken = errors.New("another file or folder of this name was created during the download: move it away, " +
	"then download again; no piece is lost")
