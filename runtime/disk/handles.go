package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

	"swarm/messages/metainfo"
)

// maxHandles is how many files of one folder are open at a time, beside those that are being read or written: enough
// for the readers and writers of a node, and few enough that a hundred folders stay below the limit of a process.
const maxHandles = 8

// handles are the open files of a folder. A file is opened when it is used, and closed when others are used.
type handles struct {
	members []metainfo.Member

	mu   sync.Mutex
	root *os.Root // the folder; nothing outside is opened, whatever links lie inside
	open map[int]*handle
	tick uint64
}

// handle is an open file of a folder.
type handle struct {
	file     *os.File
	writable bool
	uses     int    // calls of acquire without release; invariant: the file is open while uses > 0
	evicted  bool   // it is closed with the last use
	lastUse  uint64 // tick of the last acquire
}

// openHandles opens a folder.
func openHandles(folder string, members []metainfo.Member) (*handles, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, advise(err)
	}
	return &handles{members: members, root: root, open: map[int]*handle{}}, nil
}

// acquire returns the open file of a member. The caller releases it. A file that is to be written is created, with its
// full length, if it does not exist.
func (h *handles) acquire(member int, write bool) (*handle, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tick++
	if known := h.open[member]; known != nil {
		if known.writable || !write {
			known.uses++
			known.lastUse = h.tick
			return known, nil
		}
		if err := h.evict(member, known); err != nil {
			return nil, err
		}
	}
	file, err := h.openMember(member, write)
	if err != nil {
		return nil, err
	}
	if len(h.open) >= maxHandles {
		if err := h.evictOldest(); err != nil {
			return nil, firstError(err, file.Close())
		}
	}
	opened := &handle{file: file, writable: write, uses: 1, lastUse: h.tick}
	h.open[member] = opened
	return opened, nil
}

// release ends the use of a file.
func (h *handles) release(used *handle) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if used.uses--; used.evicted && used.uses == 0 {
		_ = used.file.Close() // written bytes are synced by finish, if they must be
	}
}

// evictOldest forgets the file that was used least recently.
func (h *handles) evictOldest() error {
	oldest := -1
	for member, candidate := range h.open {
		if oldest < 0 || candidate.lastUse < h.open[oldest].lastUse {
			oldest = member
		}
	}
	return h.evict(oldest, h.open[oldest])
}

// evict forgets an open file. It is closed once nobody uses it.
func (h *handles) evict(member int, forgotten *handle) error {
	delete(h.open, member)
	forgotten.evicted = true
	if forgotten.uses > 0 {
		return nil
	}
	return cause(forgotten.file.Close())
}

// forget closes a member's file, so that the next use opens it by its name again.
func (h *handles) forget(member int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if opened := h.open[member]; opened != nil {
		return h.evict(member, opened)
	}
	return nil
}

// close closes the folder and all files that nobody uses.
func (h *handles) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return firstError(h.closeFiles(), h.root.Close())
}

func (h *handles) closeFiles() error {
	var err error
	for member, open := range h.open {
		err = firstError(err, h.evict(member, open))
	}
	return err
}

// move renames the folder by calling rename, and goes on with it under its new name. It fails if from is no longer the
// folder that was opened.
func (h *handles) move(from, to string, rename func() error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	opened, err := h.root.Stat(".")
	if err != nil {
		return err
	}
	if named, err := os.Lstat(from); err != nil || !os.SameFile(opened, named) {
		return errNotOurs
	}
	if err := h.closeFiles(); err != nil { // Windows does not rename a folder with open files
		return err
	}
	if err := rename(); err != nil {
		return err
	}
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	err = h.root.Close()
	h.root = root
	return err
}

// name returns the path of a member inside the folder.
func (h *handles) name(member int) string { return filepath.FromSlash(h.members[member].FilePath) }

// openMember opens the file of a member. It opens regular files only.
func (h *handles) openMember(member int, write bool) (*os.File, error) {
	name, flags := h.name(member), os.O_RDONLY
	if write {
		flags = os.O_RDWR
	}
	info, err := h.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && write:
		return h.create(member)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file: move it away, then try again", name)
	case write && names(info) > 1:
		return nil, fmt.Errorf("%s: %w", name, errNotOurs)
	}
	return h.root.OpenFile(name, flags, 0)
}

// create creates the file of a member, with its full length.
func (h *handles) create(member int) (*os.File, error) {
	if folder := path.Dir(h.members[member].FilePath); folder != "." {
		if err := h.root.MkdirAll(filepath.FromSlash(folder), 0o755); err != nil {
			return nil, err
		}
	}
	mode := fs.FileMode(0o644)
	if h.members[member].Executable {
		mode = 0o755
	}
	file, err := h.root.OpenFile(h.name(member), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	if err := file.Truncate(h.members[member].Length); err != nil {
		return nil, firstError(err, file.Close())
	}
	return file, nil
}

// stat returns the stamp of a member's file. It fails with fs.ErrNotExist if there is none.
func (h *handles) stat(member int) (stamp, error) {
	info, err := h.lstat(member)
	if err != nil {
		return stamp{}, err
	}
	return stamp{size: info.Size(), modified: info.ModTime().UnixNano()}, nil
}

// ownStamp is like stat, but fails if the file has a name elsewhere too: then it is not ours alone.
func (h *handles) ownStamp(member int) (stamp, error) {
	info, err := h.lstat(member)
	if err != nil {
		return stamp{}, err
	}
	if names(info) > 1 {
		return stamp{}, fmt.Errorf("%s: %w", h.name(member), errNotOurs)
	}
	return stamp{size: info.Size(), modified: info.ModTime().UnixNano()}, nil
}

// lstat describes a member's file. Anything but a regular file is an error.
func (h *handles) lstat(member int) (fs.FileInfo, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	info, err := h.root.Lstat(h.name(member))
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file: move it away, then try again", h.name(member))
	}
	return info, err
}

// truncate cuts a member's file to the length that its torrent says, and returns its stamp.
func (h *handles) truncate(member int) (stamp, error) {
	opened, err := h.acquire(member, true)
	if err != nil {
		return stamp{}, err
	}
	defer h.release(opened)
	if err := opened.file.Truncate(h.members[member].Length); err != nil {
		return stamp{}, err
	}
	return stampOf(opened.file)
}

// link creates the symbolic link of a member. Its target is written relative to the link, so that the folder can be
// moved.
func (h *handles) link(member int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := &h.members[member]
	folder := path.Dir(m.FilePath)
	if folder != "." {
		if err := h.root.MkdirAll(filepath.FromSlash(folder), 0o755); err != nil {
			return err
		}
	}
	target, err := filepath.Rel(filepath.FromSlash(folder), filepath.FromSlash(m.Link))
	if err != nil {
		return err
	}
	err = h.root.Symlink(target, h.name(member))
	if errors.Is(err, fs.ErrExist) {
		if now, _ := h.root.Readlink(h.name(member)); now == target {
			return nil // an earlier try to finish made it
		}
	}
	return err
}
