package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openTorrent executes Open on an opener.
func (s *Store) openTorrent(download messages.Download, replyTo port.PID) (*port.Opened, error) {
	meta, err := s.readTorrent(download)
	if err != nil {
		return nil, err
	}
	name := meta.File().Name
	if err := checkName(name); err != nil {
		return nil, err
	}
	dir, err := s.place(download.Folder)
	if err != nil {
		return nil, err
	}
	final := filepath.Join(dir, name)
	if !s.claim(final) {
		return nil, fmt.Errorf("%s is being downloaded already, from this torrent or from another one", name)
	}
	chosen, err := s.choose(meta, final, download.Only)
	if err != nil {
		s.unclaim(final)
		return nil, err
	}
	f, whole, err := s.openContent(chosen, replyTo)
	if err != nil {
		s.unclaim(final)
		return nil, err
	}
	if whole {
		s.unclaim(final)
	}
	if err := s.register(f); err != nil {
		return nil, firstError(err, f.close())
	}
	opened := &port.Opened{Torrent: download.Torrent, File: f, FilePath: final, Complete: whole}
	if chosen.members != nil {
		opened.Chosen = chosen.count()
	}
	return opened, nil
}

// openContent opens the complete file or folder at its final path or, if there is none, the unfinished download.
func (s *Store) openContent(c *choice, replyTo port.PID) (f torrentContent, whole bool, err error) {
	meta, final := c.meta, c.final
	unclaim := func() { s.unclaim(final) }
	if meta.IsFolder() {
		folder, err := s.openFolder(c, replyTo)
		if err != nil {
			return nil, false, err
		}
		folder.unclaim = unclaim
		return folder, folder.whole, nil
	}
	file, err := s.openWhole(meta, final, replyTo)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = s.openPart(meta, final, replyTo)
	}
	if err != nil {
		return nil, false, err
	}
	file.unclaim = unclaim
	return file, file.whole, nil
}

// openWhole opens the file at final and verifies that it is what the torrent describes. The error is fs.ErrNotExist if
// no such file exists.
func (s *Store) openWhole(meta *metainfo.Metainfo, final string, replyTo port.PID) (*openFile, error) {
	if _, err := os.Lstat(final); errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	handle, before, err := openRegular(final)
	if err == nil {
		err = errContentDiffers
		if before.size == meta.File().Length {
			err = s.verifyWhole(handle, before, meta, replyTo)
		}
		if err != nil {
			err = firstError(err, handle.Close())
		}
	}
	if errors.Is(err, errStopped) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s exists already: %v: move it away, then download again", final, err)
	}
	file := newOpenFile(meta, handle)
	file.stamp = before
	file.setWhole(final)
	return file, nil
}

// verifyWhole hashes all of a file. It returns an error at the first piece that differs from the torrent.
func (s *Store) verifyWhole(handle *os.File, before stamp, meta *metainfo.Metainfo, replyTo port.PID) error {
	file := meta.File()
	err := s.hashSparse(handle, &hashing{
		source: handle, file: file, replyTo: replyTo,
		onHashed: func(piece int, sum metainfo.PieceHash) error {
			if !meta.Matches(piece, sum) {
				return errContentDiffers
			}
			return nil
		},
	}, meta.PieceHasher)
	if err != nil {
		return err
	}
	return checkUnchanged(handle, before)
}
