package disk

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"swarm/actors/port"
	"swarm/messages/metainfo"
)

// partHashBytes is how much of the info-hash is in the name of a part file: 64 bits, which do not collide by chance.
const partHashBytes = 8

// ownName returns the name of a file or folder that belongs to an unfinished download, in the folder of the node's own
// files. The suffix says what it is. The name contains the info-hash, because torrents of
// different files can have the same name. If the file's name is too long for that, it is left out.
func ownName(meta *metainfo.Metainfo, suffix string) string {
	file := meta.File()
	suffix = hex.EncodeToString(file.InfoHash[:partHashBytes]) + suffix
	if name := file.Name + "." + suffix; len(name) <= maxNameBytes {
		return name
	}
	return file.InfoHash.String() + suffix[2*partHashBytes:]
}

// oldPartName returns the name that a part file had in earlier versions, in the node's folder.
func oldPartName(meta *metainfo.Metainfo) string {
	if name := meta.File().Name + partSuffix; len(name) <= maxNameBytes {
		return name
	}
	return "." + meta.File().InfoHash.String() + partSuffix
}

// errFound ends the hashing of a file when a right piece was found.
var errFound = errors.New("found")

// adoptPart takes over the part file that an earlier version has left of this download. At least one piece of the file
// must be right. A file of that name without a right piece belongs to somebody else and stays as it is.
func (s *Store) adoptPart(meta *metainfo.Metainfo, dir, part string, replyTo port.PID) error {
	old, file := filepath.Join(dir, oldPartName(meta)), meta.File()
	if _, err := os.Lstat(part); err == nil || checkOurs(old) != nil {
		return nil
	}
	handle, before, err := openRegular(old)
	if err != nil {
		return nil // a file that cannot be read is not one of ours
	}
	defer handle.Close()
	if before.size > file.Length {
		return nil
	}
	written, _, err := writtenPieces(handle, file, false)
	if err != nil {
		return err
	}
	err = s.hashPieces(&hashing{
		source: handle, file: file, replyTo: replyTo, wanted: written,
		onHashed: func(piece int, sum metainfo.PieceHash) error {
			if meta.Matches(piece, sum) {
				return errFound
			}
			return nil
		},
	}, meta.PieceHasher)
	if errors.Is(err, errFound) {
		return renameNoReplace(old, part)
	}
	if errors.Is(err, errStopped) {
		return err
	}
	return nil
}
