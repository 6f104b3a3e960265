package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ownFolder is the folder, in a node's folder, of the files that belong to the node itself. No torrent can name a file
// in it, because names have no separators, and its own name is reserved.
const ownFolder = ".swarm"

// errNotOurs reports that a file in the node's own folder cannot be one that the node created.
var errNotOurs = errors.New("it is a link, or has a second name, or is not a file: move it away, then try again")

// OwnFile returns the file path of one of the node's own files.
func (s *Store) OwnFile(name string) string { return ownFile(s.dir, name) }

func ownFile(dir, name string) string { return filepath.Join(dir, ownFolder, name) }

// makeOwnFolder creates the folder of the node's own files. A link in its place is refused: it could lead anywhere.
func makeOwnFolder(dir string) error {
	folder := filepath.Join(dir, ownFolder)
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("disk: create folder %s: %w: choose another folder with -dir", folder, cause(err))
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return fmt.Errorf("disk: open folder %s: %w", folder, advise(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("disk: open folder %s: it is a link or a file: move it away, then start again", folder)
	}
	return nil
}

// adoptOwnFiles moves the files that earlier versions kept in the node's folder, .history and the tokens, into the
// folder of the node's own files. Nothing is replaced. The caller holds the folder's lock.
func adoptOwnFiles(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		name := entry.Name()
		if !isOldOwnName(name) || name == "."+lockName || !entry.Type().IsRegular() {
			continue
		}
		renamed := renameNoReplace(filepath.Join(dir, name), ownFile(dir, strings.TrimPrefix(name, ".")))
		if renamed != nil && !errors.Is(renamed, fs.ErrExist) {
			err = firstError(err, fmt.Errorf("move %s: %w", name, cause(renamed)))
		}
	}
	return err
}

// openOwn opens one of the node's own files for reading and writing, or creates it. It follows no link, and it opens no
// file that has a second name: writing would change what somebody else calls by that name. created reports whether the
// file is new.
func openOwn(filePath string) (handle *os.File, created bool, err error) {
	_, err = os.Lstat(filePath)
	created = errors.Is(err, fs.ErrNotExist)
	if err != nil && !created {
		return nil, false, advise(err)
	}
	if !created {
		if err := checkOurs(filePath); err != nil {
			return nil, false, err
		}
	}
	handle, err = openReadWrite(filePath, created)
	if err != nil {
		return nil, false, advise(err)
	}
	if err := checkSame(handle, filePath); err != nil {
		return nil, false, firstError(err, handle.Close())
	}
	return handle, created, nil
}

// checkOurs returns errNotOurs unless a file can be one that the node created: a regular file with one name.
func checkOurs(filePath string) error {
	info, err := os.Lstat(filePath)
	if err != nil {
		return advise(err)
	}
	if !info.Mode().IsRegular() || names(info) > 1 {
		return errNotOurs
	}
	return nil
}

// checkSame returns an error unless filePath still names the open file, and nothing else does.
func checkSame(handle *os.File, filePath string) error {
	if err := checkOurs(filePath); err != nil {
		return err
	}
	opened, err := handle.Stat()
	if err != nil {
		return cause(err)
	}
	named, err := os.Lstat(filePath)
	if err != nil {
		return advise(err)
	}
	if !os.SameFile(opened, named) {
		return errReplaced
	}
	return nil
}

// errReplaced reports that another program put another file in the place of an open one.
var errReplaced = errors.New("another program replaced it: try again")
